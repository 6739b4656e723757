package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Recoverable says whether the same can work once the user has mended what is outside the program: room on the disk,
// permissions, the disk itself, a file that was moved away, or another program that holds the store. A job waits for
// that; whatever else went wrong will go wrong again.
func Recoverable(err error) bool {
	for _, kind := range []error{ErrDiskFull, ErrNotWritable, ErrDisk, ErrGone, ErrBusy} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return is[*LockedError](err)
}

// failed says what was tried. Errors that speak for themselves pass: contexts, and the typed ones.
func (s *Store) failed(doing string, err error) error {
	if errors.Is(classify(err), ErrNotWritable) {
		// What is not there cannot be opened either, and SQLite gives one code for both.
		if gone := s.identity.check(); errors.Is(gone, ErrGone) {
			err = gone
		}
	}
	return fileError(doing, s.path, err)
}

func fileError(doing, path string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded),
		is[*FileError](err), is[*SchemaError](err), is[*LockedError](err), is[*OtherDigestError](err):
		return err
	}
	return &FileError{Doing: doing, Path: path, Kind: classify(err), Err: err}
}

// is says whether err is of that type.
func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// dangling says whether a row was refused because it names another row that is not there.
func dangling(err error) bool {
	se, ok := errors.AsType[*sqlite.Error](err)
	return ok && se.Code() == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
}

// classify finds the kind of what the system or SQLite reported; nil where there is none for it.
func classify(err error) error {
	for _, kind := range []error{ErrDamaged, ErrGone} {
		if errors.Is(err, kind) {
			return kind // found by this package itself
		}
	}
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return ErrNotWritable
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return ErrDiskFull
	case errors.Is(err, syscall.EIO), errors.Is(err, syscall.ESTALE):
		return ErrDisk
	}
	if se, ok := errors.AsType[*sqlite.Error](err); ok {
		return classifyCode(se.Code())
	}
	return nil
}

// contradicted is for errors of statements that fit the schema which the file says it has. Where SQLite does not
// understand them, there is another one in it.
func contradicted(err error) error {
	if se, ok := errors.AsType[*sqlite.Error](err); ok && se.Code() == sqlite3.SQLITE_ERROR {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// classifyCode is classify for SQLite's result codes.
func classifyCode(code int) error {
	switch code {
	case sqlite3.SQLITE_READONLY_DBMOVED:
		return ErrGone
	case sqlite3.SQLITE_IOERR_NOMEM: // says nothing about the disk
		return nil
	case sqlite3.SQLITE_IOERR_CORRUPTFS:
		return ErrDamaged
	case sqlite3.SQLITE_IOERR_SHMSIZE: // the log's index cannot grow
		return ErrDiskFull
	}
	const primary = 0xff // extended codes carry the primary one in their low byte
	switch code & primary {
	case sqlite3.SQLITE_FULL:
		return ErrDiskFull
	case sqlite3.SQLITE_NOTADB:
		return ErrNotAStore
	case sqlite3.SQLITE_CORRUPT:
		return ErrDamaged
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return ErrNotWritable
	case sqlite3.SQLITE_IOERR:
		return ErrDisk
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return ErrBusy
	}
	return nil
}
