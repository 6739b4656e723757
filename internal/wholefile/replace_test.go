package wholefile_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"flocktop/internal/wholefile"
)

func TestAFileIsReplacedWholeWithItsMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "folder", "file")
	for _, text := range []string{"the first", "the second, which is longer", ""} {
		if err := wholefile.Replace(path, ".file-*", 0o640, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%q, %v, want %q", got, err, text)
		}
		info, err := os.Stat(path)
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
	}
	alone(t, path)
}

// A folder in the place of the file cannot be replaced.
func TestNothingIsLeftBesideAFileThatCannotBeReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.MkdirAll(filepath.Join(path, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := wholefile.Replace(path, ".file-*", 0o600, []byte("text")); err == nil {
		t.Error("a folder was replaced")
	}
	alone(t, path)
}

// alone checks that nothing stands beside the file.
func alone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}
