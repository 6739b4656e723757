package store

import (
	"errors"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// onDisk is a bench whose store lies on a disk.
func onDisk(t *testing.T, d disk, opt Options) *bench {
	t.Helper()
	b := &bench{Store: open(t, filepath.Join(d.folder, "store.db"), opt), t: t, ctx: t.Context()}
	b.job, b.model = b.newJob(), b.use(nomic)
	return b
}

func TestADiskThatIsReallyFull(t *testing.T) {
	if !withDisks(t) {
		return
	}
	for name, durability := range map[string]Durability{"full": Full, "normal": Normal} {
		t.Run(name, func(t *testing.T) {
			d := newDisk(t, "4m")
			b := onDisk(t, d, Options{Durability: durability})
			stored, err := b.fillUp("a")
			b.says(err, ErrDiskFull, "free some space")
			b.embedded(stored)
			_, err = b.fillUp("b")
			b.says(err, ErrDiskFull, "free some space") // still, and still nothing is lost
			b.embedded(stored)

			d.change("size=16m")
			more, err := b.fillUp("c")
			b.says(err, ErrDiskFull, "free some space")
			if len(more) == 0 {
				t.Error("there was room, and nothing was stored")
			}
			d.change("size=64m")
			b.check(b.Close())
			again := &bench{Store: open(t, b.Path(), Options{}), t: t, ctx: t.Context()}
			again.embedded(append(stored, more...))
		})
	}
}

// Moving the log into the file needs room too. What is in the log is not lost.
func TestClosingOnAFullDisk(t *testing.T) {
	if !withDisks(t) {
		return
	}
	d := newDisk(t, "4m")
	b := onDisk(t, d, Options{})
	b.embed(b.put("/a.md", "one")...)
	empty := d.fill()
	b.says(b.Close(), ErrDiskFull, "free some space")
	b.Store.closed = nil // so that the test's end does not find it again
	empty()
	again := &bench{Store: open(t, b.Path(), Options{}), t: t, ctx: t.Context()}
	again.embedded([]string{"/a.md"})
}

func TestOpeningOnAFullDisk(t *testing.T) {
	if !withDisks(t) {
		return
	}
	for version := range len(migrations) + 1 {
		d := newDisk(t, "4m")
		path := filepath.Join(d.folder, "store.db")
		var before contents
		if version > 0 {
			filled(t, path, version)
			before = readAll(t, path, nil)
		}
		empty := d.fill()
		s, err := Open(t.Context(), path, Options{})
		if err == nil {
			t.Error("it opened, and there is no room for its log")
			err = s.Close()
		}
		if !errors.Is(err, ErrDiskFull) || !Recoverable(err) {
			t.Errorf("from version %d: %v, want ErrDiskFull", version, err)
		}
		empty()
		open(t, path, Options{})
		holds(t, path, before)
	}
}

func TestADiskThatCannotBeWritten(t *testing.T) {
	if !withDisks(t) {
		return
	}
	d := newDisk(t, "16m")
	b := onDisk(t, d, Options{})
	b.embed(b.put("/a.md", "one")...)
	b.check(b.Close())
	d.change("ro")
	_, err := Open(t.Context(), b.Path(), Options{})
	b.says(err, ErrNotWritable, "change the permissions")
	reader := &bench{Store: open(t, b.Path(), Options{ReadOnly: true}), t: t, ctx: t.Context()}
	reader.embedded([]string{"/a.md"})
	b.check(reader.Close())
	d.change("rw")
	again := &bench{Store: open(t, b.Path(), Options{}), t: t, ctx: t.Context(), job: b.job, model: b.model}
	again.embed(again.put("/b.md", "two")...)
	again.embedded([]string{"/a.md", "/b.md"})
}

// A limit on the size of files is the one error of the disk that can be had without a broken one.
func TestADiskThatFails(t *testing.T) {
	if !elsewhere(t, "limited files", nil) {
		return
	}
	b := newBench(t)
	b.embed(b.put("/a.md", "one")...)
	var old unix.Rlimit
	b.check(unix.Getrlimit(unix.RLIMIT_FSIZE, &old))
	limit := func(bytes uint64) {
		t.Helper()
		b.check(unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: bytes, Max: old.Max}))
	}
	limit(2 << 20)
	stored, err := b.fillUp("b")
	limit(old.Cur)
	b.says(err, ErrDisk, "look at the disk")
	stored = append([]string{"/a.md"}, stored...)
	b.embedded(stored)

	b.embed(b.put("/c.md", "three")...)
	stored = append(stored, "/c.md")
	b.embedded(stored)
	b.check(b.Close())
	again := &bench{Store: open(t, b.Path(), Options{}), t: t, ctx: t.Context()}
	again.embedded(stored)
}
