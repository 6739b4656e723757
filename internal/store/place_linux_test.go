package store

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// nobody is a user without any rights; its number is a convention.
const nobody = 65534

// enter changes this process as far as it must do so itself, before any test.
func enter(place string) error {
	if place != "nobody" {
		return nil
	}
	if err := syscall.Setgroups(nil); err != nil {
		return err
	}
	if err := syscall.Setgid(nobody); err != nil {
		return err
	}
	return syscall.Setuid(nobody)
}

// asNobody runs the test as a user whom permissions bind; root is not.
func asNobody(t *testing.T) bool {
	t.Helper()
	if os.Geteuid() != 0 {
		return true
	}
	folder := t.TempDir()
	for path, mode := range map[string]os.FileMode{folder: 0o700, filepath.Dir(folder): 0o711} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chown(folder, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	return elsewhere(t, "nobody", nil, "TMPDIR="+folder)
}

// withDisks runs the test where it may mount what it likes, unseen by all others.
func withDisks(t *testing.T) bool {
	t.Helper()
	return elsewhere(t, "own disks", &syscall.SysProcAttr{
		Cloneflags:   syscall.CLONE_NEWUSER,
		Unshareflags: syscall.CLONE_NEWNS,
		UidMappings:  []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings:  []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	})
}

// disk is a small one in memory.
type disk struct {
	t      *testing.T
	folder string
}

// newDisk mounts one of that size, such as "2m".
func newDisk(t *testing.T, size string) disk {
	t.Helper()
	d := disk{t, t.TempDir()}
	if err := syscall.Mount("disk", d.folder, "tmpfs", 0, "size="+size); err != nil {
		t.Fatalf("mount a small disk: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(d.folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return d
}

// change mounts it anew: "size=8m", "ro", "rw".
func (d disk) change(options string) {
	d.t.Helper()
	flags := uintptr(syscall.MS_REMOUNT)
	rest, readOnly := strings.CutPrefix(options, "ro")
	if readOnly {
		flags |= syscall.MS_RDONLY
	}
	if err := syscall.Mount("disk", d.folder, "tmpfs", flags, strings.TrimPrefix(rest, "rw")); err != nil {
		d.t.Fatalf("mount with %s: %v", options, err)
	}
}

// fill takes all room that is left, and gives back what makes it free again.
func (d disk) fill() (empty func()) {
	d.t.Helper()
	name := filepath.Join(d.folder, "filler")
	file, err := os.Create(name)
	if err != nil {
		d.t.Fatal(err)
	}
	for size := 64 << 10; size > 0; {
		if _, err := file.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
	if err := file.Close(); err != nil {
		d.t.Fatal(err)
	}
	return func() {
		if err := os.Remove(name); err != nil {
			d.t.Fatal(err)
		}
	}
}
