package pdftest

import (
	"os"
	"path/filepath"
	"testing"
)

// CacheDir is where tests keep the compiled engine: compiling takes seconds, half
// a minute under -race and minutes beside other work. It is "" where the user
// has no folder for caches. Ask before a test changes the environment.
func CacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "flocktop-test")
}

// LinkCache lets a program that keeps its engine in folder use that of the tests.
func LinkCache(t *testing.T, cache, folder string) {
	t.Helper()
	if cache == "" {
		return
	}
	for _, dir := range []string{cache, filepath.Dir(folder)} {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(cache, folder); err != nil {
		t.Logf("the engine is compiled anew: %v", err) // Windows wants a privilege for links
	}
}
