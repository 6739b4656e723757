package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"

	sqlite3 "modernc.org/sqlite/lib"
)

func TestRecoverable(t *testing.T) {
	kind := func(kind error) error { return &FileError{Doing: "store vectors", Path: "/s.db", Kind: kind} }
	for _, each := range []struct {
		name string
		err  error
		want bool
	}{
		{"nothing", nil, false},
		{"full", kind(ErrDiskFull), true},
		{"no permission", kind(ErrNotWritable), true},
		{"disk", kind(ErrDisk), true},
		{"gone", kind(ErrGone), true},
		{"busy", kind(ErrBusy), true},
		{"as a caller passes it on", fmt.Errorf("keep vectors: %w", kind(ErrDiskFull)), true},
		{"found by the system", fileError("open", "/s.db", &fs.PathError{Op: "open", Path: "/s.db", Err: syscall.EACCES}), true},
		{"held by another", &LockedError{Path: "/s.db"}, true},
		{"beside another error", errors.Join(io.EOF, kind(ErrGone)), true},

		{"damaged", kind(ErrDamaged), false},
		{"no store", kind(ErrNoStore), false},
		{"not a store", kind(ErrNotAStore), false},
		{"read-only", kind(ErrReadOnly), false},
		{"of no kind", kind(nil), false},
		{"schema", &SchemaError{Path: "/s.db"}, false},
		{"digest", &OtherDigestError{Path: "/s.db"}, false},
		{"vector", kind(ErrBadVector), false},
		{"chunk", fmt.Errorf("chunk 1: %w", ErrNoChunk), false},
		{"job", ErrNoJob, false},
		{"model", ErrNoModel, false},
		{"cancelled", context.Canceled, false},
		{"out of time", context.DeadlineExceeded, false},
		{"anything else", io.ErrUnexpectedEOF, false},
	} {
		if got := Recoverable(each.err); got != each.want {
			t.Errorf("%s: %v, want %v", each.name, got, each.want)
		}
	}
}

func TestWhatTheSystemSaysIsSorted(t *testing.T) {
	for want, errs := range map[error][]error{
		ErrNotWritable: {fs.ErrPermission, syscall.EACCES, syscall.EPERM, syscall.EROFS},
		ErrDiskFull:    {syscall.ENOSPC, syscall.EDQUOT, &os.PathError{Op: "write", Err: syscall.ENOSPC}},
		ErrDisk:        {syscall.EIO, fmt.Errorf("read: %w", syscall.EIO), syscall.ESTALE},
		nil:            {nil, io.EOF, syscall.EINVAL},
	} {
		for _, err := range errs {
			if got := classify(err); !errors.Is(got, want) {
				t.Errorf("%v is %v, want %v", err, got, want)
			}
		}
	}
	for want, codes := range map[error][]int{
		ErrDisk: {
			sqlite3.SQLITE_IOERR, sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC,
			sqlite3.SQLITE_IOERR_SHMMAP, sqlite3.SQLITE_IOERR_TRUNCATE,
		},
		ErrDiskFull:    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE},
		ErrGone:        {sqlite3.SQLITE_READONLY_DBMOVED},
		ErrNotWritable: {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_READONLY_DIRECTORY, sqlite3.SQLITE_PERM},
		ErrBusy:        {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_SNAPSHOT, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL},
		ErrDamaged:     {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CORRUPT_INDEX, sqlite3.SQLITE_IOERR_CORRUPTFS},
		ErrNotAStore:   {sqlite3.SQLITE_NOTADB},
		nil:            {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_IOERR_NOMEM, sqlite3.SQLITE_CONSTRAINT_UNIQUE},
	} {
		for _, code := range codes {
			if got := classifyCode(code); !errors.Is(got, want) {
				t.Errorf("code %d is %v, want %v", code, got, want)
			}
		}
	}
}

// Each kind has a sentence that says what was tried, where, why not, and what to do.
func TestSentences(t *testing.T) {
	for kind, want := range map[error][]string{
		ErrDiskFull:    {"the disk is full", "free some space"},
		ErrNotWritable: {"no permission", "change the permissions"},
		ErrDisk:        {"the disk does not answer", "look at the disk"},
		ErrGone:        {"no longer the one that was opened", "put it back"},
		ErrBusy:        {"another program keeps it locked", "end that program"},
		ErrDamaged:     {"damaged", "move it away"},
	} {
		err := &FileError{Doing: "store vectors", Path: "/s.db", Kind: kind, Err: errors.New("the cause")}
		for _, word := range append(want, "cannot store vectors in the store /s.db: ") {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%v\nlacks %q", err, word)
			}
		}
	}
}

// A program that is not ours, such as SQLite's own shell, keeps to SQLite's locks alone.
func TestAForeignProgramKeepsTheStoreLocked(t *testing.T) {
	b := newBench(t)
	if _, err := b.writer.ExecContext(b.ctx, "PRAGMA busy_timeout = 1"); err != nil {
		t.Fatal(err)
	}
	foreign := connect(b.Path(), writerParameters(Full), 1)
	defer foreign.Close()
	tx, err := foreign.BeginTx(b.ctx, nil)
	b.check(err)
	err = b.SetSetting(b.ctx, "k", "v")
	if !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), b.Path()) || !strings.Contains(err.Error(), "end that program") {
		t.Errorf("while it is locked: %v, want ErrBusy", err)
	}
	b.check(tx.Rollback())
	if err := b.SetSetting(b.ctx, "k", "v"); err != nil {
		t.Errorf("once it is free again: %v", err)
	}
}
