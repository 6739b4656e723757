package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"
)

const (
	// maxSecretFile is far above any token; what is larger is another file.
	maxSecretFile = 64 << 10
	// settling is how old a change must be before the file's times are trusted to show the next one: clocks of file
	// systems are coarse.
	settling = 2 * time.Second
	// forOthers are the permissions that a file with a secret does not need.
	forOthers fs.FileMode = 0o077
)

// secretFile is a file with a secret. It is read again when it has changed, so that a new token is taken up while the
// program runs.
type secretFile struct {
	path string

	mu     sync.Mutex
	seen   fs.FileInfo // of what was read last; nil before
	readAt time.Time
	text   Secret
}

// read gives what the file holds now, without the end of its last line. The errors name the file, never what is in it.
func (f *secretFile) read() (Secret, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	info, err := os.Stat(f.path)
	if err == nil && f.unchanged(info) {
		return f.text, nil
	}
	text, err := f.readNow(info, err)
	if err != nil {
		f.seen = nil
		return Secret{}, err
	}
	return text, nil
}

func (f *secretFile) unchanged(info fs.FileInfo) bool {
	return f.seen != nil && os.SameFile(f.seen, info) && f.seen.Size() == info.Size() &&
		f.seen.ModTime().Equal(info.ModTime()) && f.readAt.Sub(info.ModTime()) > settling
}

func (f *secretFile) readNow(info fs.FileInfo, statErr error) (Secret, error) {
	now := time.Now() // before it is read: what changes meanwhile is newer
	text, err := readSmall(f.path, info, statErr, maxSecretFile)
	if err != nil {
		return Secret{}, err
	}
	text = strings.TrimRight(text, "\r\n")
	if strings.TrimSpace(text) == "" {
		return Secret{}, fmt.Errorf("the file %s is empty", f.path)
	}
	f.seen, f.readAt, f.text = info, now, NewSecret(text)
	return f.text, nil
}

// readSmall reads a whole regular file; anything else might never end, or wait for a writer.
func readSmall(path string, info fs.FileInfo, statErr error, limit int64) (string, error) {
	switch {
	case errors.Is(statErr, fs.ErrNotExist):
		return "", fmt.Errorf("the file %s does not exist", path)
	case statErr != nil:
		return "", fmt.Errorf("the file cannot be read: %w", statErr)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s is no regular file", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("the file cannot be read: %w", err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(io.LimitReader(file, limit+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("the file cannot be read: %w", err)
	case int64(len(text)) > limit:
		return "", fmt.Errorf("the file %s is larger than %d KiB", path, limit>>10)
	}
	return string(text), nil
}

// warnings tells that others on this machine can read the file. Windows has no such permissions.
func (f *secretFile) warnings() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.seen == nil || runtime.GOOS == "windows" || f.seen.Mode().Perm()&forOthers == 0 {
		return nil
	}
	return []string{fmt.Sprintf("the file %s holds a secret and can be read by others (its mode is %04o): chmod 600 it",
		f.path, f.seen.Mode().Perm())}
}
