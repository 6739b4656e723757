package config

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestDefaultPathsAreTheProgramsOwn(t *testing.T) {
	seen := map[string]bool{}
	for name, path := range map[string]string{
		"configuration": DefaultConfigPath(), "store": DefaultStorePath(),
		"state": filepath.Join(StateDir(), "x"), "cache": filepath.Join(CacheDir(), "x"),
	} {
		if !filepath.IsAbs(path) || !strings.Contains(filepath.Dir(path), program) || seen[path] {
			t.Errorf("%s: %s", name, path)
		}
		seen[path] = true
	}
}
