//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package store

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// What is embedded is nobody else's business, and what is asked for must be there for its owner.
func TestModesDoNotDependOnTheUmask(t *testing.T) {
	if !asNobody(t) { // root may open everything
		return
	}
	for _, umask := range []int{0, 0o022, 0o077, 0o277, 0o777} {
		t.Run(fmt.Sprintf("%04o", umask), func(t *testing.T) {
			base := t.TempDir()
			path := filepath.Join(base, "share", "flocktop", "store.db")
			old := unix.Umask(umask)
			defer unix.Umask(old)
			for _, opened := range []string{"made", "opened again"} {
				s, err := Open(t.Context(), path, Options{})
				if err != nil {
					t.Fatalf("%s: %v", opened, err)
				}
				b := &bench{Store: s, t: t, ctx: t.Context()}
				b.check(b.SetSetting(b.ctx, "k", "v"))
				want := map[string]fs.FileMode{
					filepath.Join(base, "share"): 0o700 | fs.ModeDir,
					filepath.Dir(path):           0o700 | fs.ModeDir,
				}
				for _, suffix := range []string{"", logSuffix, indexSuffix, lockSuffix} {
					want[path+suffix] = 0o600
				}
				for name, mode := range want {
					if info, err := os.Stat(name); err != nil || info.Mode() != mode {
						t.Errorf("%s: %s has the mode %v, %v; want %v", opened, name, info.Mode(), err, mode)
					}
				}
				b.check(b.Close())
			}
		})
	}
}

// A folder that is there is the user's, with the mode that they gave it.
func TestAFolderThatIsThereKeepsItsMode(t *testing.T) {
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	open(t, filepath.Join(folder, "store.db"), Options{})
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o750 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}
