package documents

import (
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"
)

// TestMain lets the test program be its own PDF worker.
func TestMain(m *testing.M) {
	if WorkerMain() {
		return
	}
	goleak.VerifyTestMain(m)
}

// put writes files below folder; a name that ends in a slash is a folder.
func put(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if name[len(name)-1] == '/' {
			path, content = filepath.Join(path, "x"), ""
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if name[len(name)-1] == '/' {
			continue
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
