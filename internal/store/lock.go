package store

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"
)

// lockSuffix names the lock file beside the store.
const lockSuffix = ".lock"

// errHeld is what tryLock and tryShare return where another process has the lock.
var errHeld = errors.New("held by another process")

// fileLock is the right to write to a store. The operating system holds it for the open file, so it ends with the
// process, however that ends; what is written in the file only tells others who it is.
type fileLock struct {
	file *os.File
}

// A lock that is held may be held by HeldBy alone, which gives it back at once.
const (
	heldTries = 3
	heldPause = 10 * time.Millisecond
)

// lockSoon is tryLock, and once more where the lock is held.
func lockSoon(ctx context.Context, file *os.File) error {
	for range heldTries {
		if err := tryLock(file); !errors.Is(err, errHeld) {
			return err
		}
		select {
		case <-time.After(heldPause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return tryLock(file)
}

// HeldBy says who has the store at path open for writing; false where nobody has. It reads nothing of the store, and
// leaves no trace.
func HeldBy(path string) (holder Holder, held bool, err error) {
	if path, err = resolve(path); err != nil {
		return Holder{}, false, err
	}
	file, err := os.Open(path + lockSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return Holder{}, false, nil
	}
	if err != nil {
		return Holder{}, false, fileError(doingLook, path, err)
	}
	defer func() { _ = file.Close() }() // only read
	// shared: two that look at the same moment do not take each other for the holder
	switch err := tryShare(file); {
	case errors.Is(err, errHeld):
		return readHolder(file), true, nil
	case err != nil:
		return Holder{}, false, fileError(doingLook, path, err)
	}
	if err := unlock(file); err != nil {
		return Holder{}, false, fileError(doingLook, path, err)
	}
	return Holder{}, false, nil
}

// Hold takes what HeldBy asks for without a store: others are told that path is held until release is called, or the
// process ends. The lock file beside path stays.
func Hold(ctx context.Context, path, holder string) (release func() error, err error) {
	if path, err = resolve(path); err != nil {
		return nil, err
	}
	lock, err := acquireLock(ctx, path, holder)
	if err != nil {
		return nil, err
	}
	return lock.release, nil
}

// acquireLock takes the lock of the store at path, or says in a *LockedError who has it.
func acquireLock(ctx context.Context, path, holder string) (*fileLock, error) {
	file, err := openPrivate(path + lockSuffix)
	if err != nil {
		return nil, fileError("lock", path, err)
	}
	if err := lockSoon(ctx, file); err != nil {
		defer func() { _ = file.Close() }() // nothing was written
		if errors.Is(err, errHeld) {
			return nil, &LockedError{Path: path, Holder: readHolder(file)}
		}
		return nil, fileError("lock", path, err)
	}
	lock := &fileLock{file: file}
	if err := lock.sign(holder); err != nil {
		_ = lock.release() // the reason is worth more
		return nil, fileError("lock", path, err)
	}
	return lock, nil
}

// sign writes who holds the lock.
func (l *fileLock) sign(name string) error {
	host, err := os.Hostname()
	if err != nil {
		host = "this machine"
	}
	text, err := json.Marshal(Holder{Name: name, PID: os.Getpid(), Host: host, Since: time.Now().UTC()})
	if err != nil {
		return err
	}
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err = l.file.WriteAt(append(text, '\n'), 0)
	return err
}

// release gives the lock free. The file stays: removing it would let a third process lock a file that a second one,
// already waiting, has open under the same name.
func (l *fileLock) release() error {
	return errors.Join(l.file.Truncate(0), unlock(l.file), l.file.Close())
}

// readHolder reads what the holder wrote. It may have just begun, or be of another version: then nothing is known.
func readHolder(file *os.File) Holder {
	const enough = 4 << 10
	var holder Holder
	text, err := io.ReadAll(io.LimitReader(file, enough))
	if err != nil || json.Unmarshal(text, &holder) != nil {
		return Holder{}
	}
	return holder
}
