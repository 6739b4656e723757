package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/adrg/xdg"

	"flocktop/internal/app"
)

// The demo has its documents also where the cache folder cannot be written.
func TestADemoNeedsNoCacheFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CACHE_HOME", filepath.Join(file, "cache"))
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	d, err := app.StartDemo(t.Context(), "balanced")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range d.Samples() {
		if files, err := os.ReadDir(folder); err != nil || len(files) == 0 {
			t.Errorf("%s has %d files: %v", folder, len(files), err)
		}
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}

func TestAScenarioThatIsMisspelt(t *testing.T) {
	_, err := app.StartDemo(t.Context(), "mixd")
	if err == nil || !strings.Contains(err.Error(), `did you mean "mixed"?`) || !strings.Contains(err.Error(), "dominant, balanced") {
		t.Errorf("%v", err)
	}
}
