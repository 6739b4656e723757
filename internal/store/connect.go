package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

const (
	// applicationID marks a SQLite file as a flocktop store: "flok" in ASCII. It is in the file's header, so a
	// foreign file is recognised before anything is written near it.
	applicationID = 0x666c6f6b
	// pageSize fits four or five vectors of 768 floats; SQLite's 4 KiB would spread most over two pages (inserting is
	// about twice as fast, scanning too).
	pageSize = 16 << 10
	// readers is the number of connections for reading: a screen, an export, and some to spare.
	readers = 4
	// busyMilliseconds is how long a connection waits for another's lock. Writers are kept apart by the lock file, so
	// only a checkpoint or the clean-up after a crash can be in the way, briefly.
	busyMilliseconds = 10_000
	// cacheKibibytes of pages the writer keeps; hash lookups of chunks are the random access it has to serve.
	cacheKibibytes = 32 << 10
	// logLimitBytes is what the write-ahead log is cut down to after a checkpoint.
	logLimitBytes = 64 << 20

	// distrust keeps what a foreign hand put into a file's schema from calling functions that reach outside of it.
	distrust = "trusted_schema(0)"
	// closingWait is how long closing waits for readers elsewhere, who may be at an export of hours.
	closingWait = 200 * time.Millisecond

	// What SQLite keeps beside a store that is open for writing.
	logSuffix   = "-wal"
	indexSuffix = "-shm"
)

// resolve makes path absolute and follows links, so that one store has one lock, however it is reached.
func resolve(path string) (string, error) {
	if path == "" {
		return "", errors.New("open the store: its path is empty; name a file with --store")
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("open the store %s: %w", path, err)
	}
	if target, err := filepath.EvalSymlinks(absolute); err == nil {
		return target, nil
	}
	if folder, err := filepath.EvalSymlinks(filepath.Dir(absolute)); err == nil {
		return filepath.Join(folder, filepath.Base(absolute)), nil
	}
	return absolute, nil // not there yet; it will be created under this name
}

// inspect reads the file's header, without SQLite, and tells whether the store is yet to be made.
func inspect(path string) (fresh bool, err error) {
	const (
		magic               = "SQLite format 3\x00"
		headerSize          = 100
		applicationIDOffset = 68
	)
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, fileError(doingOpen, path, err)
	}
	defer func() { _ = file.Close() }() // only read
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return false, &FileError{Doing: doingOpen, Path: path, Kind: ErrNotAStore, Err: errors.New("it is a folder")}
	}
	header := make([]byte, headerSize)
	n, err := io.ReadFull(file, header)
	switch {
	case n == 0 && errors.Is(err, io.EOF):
		return true, nil // created, and then the power went
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return false, fileError(doingOpen, path, err)
	case n < headerSize || !strings.HasPrefix(string(header), magic):
		return false, &FileError{Doing: doingOpen, Path: path, Kind: ErrNotAStore}
	case binary.BigEndian.Uint32(header[applicationIDOffset:]) != applicationID:
		return false, &FileError{Doing: doingOpen, Path: path, Kind: ErrNotAStore}
	}
	return false, nil
}

// newSuffix names the file in which a store is made.
const newSuffix = ".new"

// create makes an empty store, under another name first: one that a kill left half made would look like a store, be
// rolled back to an empty file at the next opening, and then grow without the mark by which it is recognised.
func create(ctx context.Context, path string) error {
	half := path + newSuffix
	// Nobody is making them now, as the lock says; the logs of a store that was lost would be taken for the new one's.
	for _, leftover := range []string{half, half + "-journal", path + logSuffix, path + indexSuffix} {
		if err := os.Remove(leftover); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fileError(doingCreate, path, err)
		}
	}
	err := createAt(ctx, half)
	if err == nil {
		err = os.Rename(half, path)
	}
	if err != nil {
		_ = os.Remove(half) // the reason is worth more
		return fileError(doingCreate, path, err)
	}
	return nil
}

// createAt writes the header of an empty store. The page size must be settled first and on a connection of its own: it
// is ignored once the file is in write-ahead mode.
func createAt(ctx context.Context, path string) (err error) {
	file, err := openPrivate(path)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	db := connect(path, url.Values{}, 1)
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, pragma := range []string{
		fmt.Sprintf("PRAGMA page_size = %d", pageSize),
		fmt.Sprintf("PRAGMA application_id = %d", applicationID), // writes the header
	} {
		if _, err := db.ExecContext(ctx, pragma); err != nil {
			return err
		}
	}
	return nil
}

func writerParameters(durability Durability) url.Values {
	synchronous := "FULL"
	if durability == Normal {
		synchronous = "NORMAL"
	}
	return url.Values{
		"mode": {"rw"}, // never creates: an empty file in the place of a lost one would hide the loss
		// Taking the write lock at once, not at the first write, leaves no transaction to be refused half-way.
		"_txlock": {"immediate"},
		"_pragma": {
			fmt.Sprintf("busy_timeout(%d)", busyMilliseconds),
			"journal_mode(WAL)",
			"synchronous(" + synchronous + ")",
			"foreign_keys(1)",
			distrust,
			fmt.Sprintf("cache_size(-%d)", cacheKibibytes),
			fmt.Sprintf("journal_size_limit(%d)", logLimitBytes),
		},
	}
}

func readerParameters() url.Values {
	return url.Values{
		"mode":    {"ro"},
		"_pragma": {fmt.Sprintf("busy_timeout(%d)", busyMilliseconds), "query_only(1)", distrust},
	}
}

// immutableParameters read a file without needing to write beside it, which only is right while nobody writes.
func immutableParameters() url.Values {
	parameters := readerParameters()
	parameters.Set("immutable", "1")
	return parameters
}

// canBeImmutable says whether a failed opening looks like a store on a medium that cannot be written: SQLite wanted to
// create its log there, and there is no log left behind whose contents would be missed.
func canBeImmutable(path string, err error) bool {
	if !errors.Is(classify(err), ErrNotWritable) {
		return false
	}
	info, statErr := os.Stat(path + logSuffix)
	return errors.Is(statErr, fs.ErrNotExist) || (statErr == nil && info.Size() == 0)
}

// connect prepares a pool; the file is opened at its first use. Connections are kept: opening one costs more than it
// holds.
func connect(path string, parameters url.Values, connections int) *sql.DB {
	// SQLite's URI: forward slashes, a drive letter after a slash, and no character that means something to it.
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed
	}
	uri := "file://" + (&url.URL{Path: slashed}).EscapedPath() + "?" + parameters.Encode()
	db, err := sql.Open("sqlite", uri)
	if err != nil {
		// Only an unregistered driver can be the reason, and it is imported above.
		panic("store: " + err.Error())
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db
}

// execer is a pool or one of its connections.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// checkpoint moves the log into the file. What a reader still looks at after the wait stays in the log, and the next
// opening moves it.
func checkpoint(ctx context.Context, db execer, wait time.Duration) error {
	setWait := func(milliseconds int64) error {
		_, err := db.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout = %d", milliseconds))
		return err
	}
	if err := setWait(wait.Milliseconds()); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	if errors.Is(classify(err), ErrBusy) {
		err = nil
	}
	return errors.Join(err, setWait(busyMilliseconds))
}
