// Package store keeps all that lasts in one SQLite file: documents, the chunks they were cut into, the vectors of those
// chunks, jobs with their outcome, and what was learned about nodes.
//
// It knows files and rows. It does not know what a node is beyond its name in a column, how a text becomes a vector, or
// what a screen shows; a decision is JSON to it.
//
// One process writes; any number may read meanwhile. Within the process every method may be called from any goroutine:
// writes queue for the one writing connection, reads have connections of their own and see the last commit.
//
// A method that writes looks at its context until its transaction has begun. After that it ends within milliseconds,
// and either all of it is stored or nothing.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// Durability says when a commit counts as done.
type Durability int

const (
	// Full waits for the disk at every commit: a committed vector survives a power cut. It measured no slower than
	// Normal, because vectors are committed a request at a time.
	Full Durability = iota
	// Normal waits at checkpoints only: the last commits may be missing after a power cut, never after a crash.
	Normal
)

// Options says how a store is opened. The zero value opens it for writing with full durability.
type Options struct {
	// ReadOnly opens beside a writer, and never waits for one.
	ReadOnly bool
	// AsItIs, with ReadOnly, refuses a file of an older schema instead of bringing it up to date: nothing is written.
	AsItIs bool
	// Durability of commits.
	Durability Durability
	// Holder names the writer to others who find the store held, such as "flocktop embed".
	Holder string
}

// Store is an open store. Close it.
type Store struct {
	path   string
	lock   *fileLock // nil where read-only
	writer *sql.DB   // one connection; nil where read-only
	reader *sql.DB
	hot    *statements // nil where read-only

	identity *identity // nil until it is open

	closing sync.Once
	closed  error // what the one closing ended with
}

// Open opens the store at path and brings its schema up to date; where there is none it creates one, with its folder.
// Only the user can read either (0700 and 0600).
//
// It fails with a *FileError (kinds ErrNoStore, ErrNotAStore, ErrDamaged, ErrNotWritable, ErrDiskFull,
// ErrDisk, ErrBusy), a *LockedError
// when another process writes, or a *SchemaError when a newer program wrote the file.
func Open(ctx context.Context, path string, opt Options) (*Store, error) {
	path, err := resolve(path)
	if err != nil {
		return nil, err
	}
	if opt.ReadOnly {
		return openReadOnly(ctx, path, opt)
	}
	return openWriter(ctx, path, opt)
}

// openWriter takes the lock, then everything else: nobody else may look at a file that is half made.
func openWriter(ctx context.Context, path string, opt Options) (_ *Store, err error) {
	s := &Store{path: path}
	defer func() {
		if err != nil {
			_ = s.Close() // the reason why it did not open is what counts
		}
	}()
	fresh, err := inspect(path)
	if err != nil {
		return nil, err
	}
	if err = makeFolder(path); err != nil {
		return nil, err
	}
	if s.lock, err = acquireLock(ctx, path, opt.Holder); err != nil {
		return nil, err
	}
	if fresh {
		err = create(ctx, path)
	} else {
		err = canBeWritten(path)
	}
	if err != nil {
		return nil, err
	}
	s.writer = connect(path, writerParameters(opt.Durability), 1)
	if err = migrate(ctx, s.writer, path, migrations); err != nil {
		return nil, err
	}
	s.reader = connect(path, readerParameters(), readers)
	if s.hot, err = prepare(ctx, s.writer); err != nil {
		return nil, s.failed(doingOpen, contradicted(err))
	}
	// The log and its index lie there as long as this connection does.
	if s.identity, err = identify(path, logSuffix, indexSuffix); err != nil {
		return nil, s.failed(doingOpen, err)
	}
	return s, nil
}

// openReadOnly opens what is there. A file of an older schema is brought up to date first, by a short turn as writer.
func openReadOnly(ctx context.Context, path string, opt Options) (*Store, error) {
	fresh, err := inspect(path)
	if err != nil {
		return nil, err
	}
	if fresh {
		return nil, &FileError{Doing: doingOpen, Path: path, Kind: ErrNoStore}
	}
	s := &Store{path: path, reader: connect(path, readerParameters(), readers)}
	version, err := schemaVersion(ctx, s.reader)
	if err != nil && canBeImmutable(path, err) {
		_ = s.reader.Close() // replaced by one that needs no file beside the store
		s.reader = connect(path, immutableParameters(), readers)
		version, err = schemaVersion(ctx, s.reader)
	}
	if err == nil {
		err = checkVersion(path, version, len(migrations))
	}
	if err == nil && version == len(migrations) {
		s.identity, err = identify(path) // the log comes and goes with a writer
		if err == nil {
			return s, nil
		}
	}
	_ = s.reader.Close()
	if err != nil {
		return nil, s.failed(doingOpen, err)
	}
	if opt.AsItIs {
		return nil, &SchemaError{Path: path, Found: version, Known: len(migrations)}
	}
	w, err := openWriter(ctx, path, opt)
	if err != nil {
		return nil, fmt.Errorf("bring the store up to date before reading it: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return openReadOnly(ctx, path, opt)
}

// Path is the file's absolute path.
func (s *Store) Path() string { return s.path }

// ReadOnly says whether the store refuses to be written.
func (s *Store) ReadOnly() bool { return s.writer == nil }

// Close moves what is in the log into the file and gives the store free for the next writer. What is called afterwards
// fails; closing again does nothing.
func (s *Store) Close() error {
	s.closing.Do(func() { s.closed = s.failed("close", s.close()) })
	return s.closed
}

func (s *Store) close() error {
	var errs []error
	if s.reader != nil {
		errs = append(errs, s.reader.Close())
	}
	if s.hot != nil {
		errs = append(errs, s.hot.close())
	}
	if s.writer != nil {
		errs = append(errs, checkpoint(context.Background(), s.writer, closingWait), s.writer.Close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.release())
	}
	return errors.Join(errs...)
}

// write runs one transaction on the writing connection. Waiting for that connection ends with ctx; a transaction that
// has begun runs to its end, so that a cancelled caller never leaves work done and not kept.
func (s *Store) write(ctx context.Context, doing string, work func(context.Context, *sql.Tx) error) error {
	if s.writer == nil {
		return &FileError{Doing: doing, Path: s.path, Kind: ErrReadOnly}
	}
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return s.failed(doing, err)
	}
	defer func() { _ = conn.Close() }() // gives the connection back; it cannot fail usefully
	if err := ctx.Err(); err != nil {
		return err
	}
	// Statements are faster, too, without a context to watch.
	ctx = context.WithoutCancel(ctx)
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return s.failed(doing, err)
	}
	// After a panic, too: the connection cannot be given back before. The reason is worth more than a failed rollback,
	// which the driver repeats by itself.
	defer func() { _ = tx.Rollback() }()
	if err := work(ctx, tx); err != nil {
		return s.failed(doing, err)
	}
	if err := s.identity.check(); err != nil {
		_ = tx.Rollback()
		if errors.Is(err, ErrGone) {
			// The file that is open, wherever it is now, gets all that was committed. A log that stayed behind would be
			// taken for that of the next file of this name.
			_ = checkpoint(ctx, conn, 0)
		}
		return s.failed(doing, err)
	}
	if err := tx.Commit(); err != nil {
		return s.failed(doing, err)
	}
	return nil
}
