package documents

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/dustin/go-humanize"
)

// The reasons that a caller may want to tell apart, by errors.Is.
var (
	ErrNotDocument = errors.New("not a document that can be read")
	ErrTooLarge    = errors.New("file too large")
	ErrNoText      = errors.New("no text in the document")
)

// Failure says that one path could not be turned into text, and why. Everything else goes on.
type Failure struct {
	Path string
	Err  error
}

func (f *Failure) Error() string { return f.Path + ": " + f.Err.Error() }

// Unwrap gives the reason without the path.
func (f *Failure) Unwrap() error { return f.Err }

// said is an error that reads as the sentence alone and still is its cause to errors.Is.
type said struct {
	sentence string
	cause    error
}

func (s said) Error() string { return s.sentence }
func (s said) Unwrap() error { return s.cause }

func say(cause error, format string, args ...any) error {
	return said{sentence: fmt.Sprintf(format, args...), cause: cause}
}

// fail makes a Failure of whatever went wrong at path; the path is not said twice.
func fail(path string, err error) *Failure {
	if failure, ok := errors.AsType[*Failure](err); ok {
		return failure
	}
	if inner, ok := errors.AsType[*fs.PathError](err); ok {
		err = inner.Err
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = say(err, "no such file or folder")
	case errors.Is(err, fs.ErrPermission):
		err = say(err, "permission denied: this user may not read it")
	}
	return &Failure{Path: path, Err: err}
}

func tooLarge(size, limit int64) error {
	return say(ErrTooLarge, "file too large: %s, the limit is %s",
		humanize.IBytes(uint64(max(size, 0))), humanize.IBytes(uint64(max(limit, 0)))) // #nosec G115 -- not negative
}
