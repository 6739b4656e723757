package worker

import (
	"slices"
	"testing"
)

func TestWorkersGetNoSecrets(t *testing.T) {
	t.Setenv("OLLAMA_TOKEN", "secret")
	t.Setenv("TZ", "UTC")
	got := harmlessEnvironment()
	if !slices.Contains(got, "TZ=UTC") || slices.Contains(got, "OLLAMA_TOKEN=secret") {
		t.Errorf("the environment is %q", got)
	}
}
