package store

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockOffset is the byte that is locked, far behind the text: on Windows a locked byte cannot be read by others, and
// they are to read who holds the lock.
const lockOffset = 1 << 30

// tryLock locks the file for this process alone, without waiting.
func tryLock(file *os.File) error { return lockPlace(file, windows.LOCKFILE_EXCLUSIVE_LOCK) }

// tryShare locks it together with others that do the same, without waiting.
func tryShare(file *os.File) error { return lockPlace(file, 0) }

func lockPlace(file *os.File, how uint32) error {
	place := &windows.Overlapped{Offset: lockOffset}
	err := windows.LockFileEx(windows.Handle(file.Fd()), how|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, place)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return errHeld
	}
	return err
}

func unlock(file *os.File) error {
	return windows.UnlockFileEx(windows.Handle(file.Fd()), 0, 1, 0, &windows.Overlapped{Offset: lockOffset})
}
