//go:build unix

package proof_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"go.uber.org/goleak"
)

// scratch is what all tests share: the program, and a folder for what it may
// make once for all runs, which for PDF takes seconds.
var scratch = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "flocktop-proof-") })

// build makes the program once, as it is released: without cgo.
var build = sync.OnceValues(func() (string, error) { return compile("flocktop") })

// compile makes a program of that name, with further flags of the compiler.
func compile(name string, flags ...string) (string, error) {
	dir, err := scratch()
	if err != nil {
		return "", err
	}
	if err := lookAtSources(); err != nil {
		return "", err
	}
	binary := filepath.Join(dir, name)
	cmd := exec.Command("go", slices.Concat([]string{"build"}, flags, []string{"-o", binary, "flocktop"})...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return binary, nil
}

// lookAtSources lets go test know what the result depends on: it takes a result
// from its cache while no file or folder that the test looked at has changed,
// and of the program it sees only that something is run.
func lookAtSources() error {
	const root = "../.."
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && path != root && entry.IsDir() && strings.HasPrefix(entry.Name(), ".") {
			return filepath.SkipDir
		}
		return err
	})
}

func TestMain(m *testing.M) {
	// A child inherits what its starter ignores, and these tests may run under
	// nohup: what is listened to is not ignored, and a child starts as usual.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if dir, err := scratch(); err == nil {
			_ = os.RemoveAll(dir)
		}
		os.Exit(code)
	}))
}
