package store

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"
)

// The kinds of FileError.
var (
	// ErrNoStore: opened for reading, and there is no file.
	ErrNoStore = errors.New("there is no store yet")
	// ErrNotAStore: the file is not one that this program made.
	ErrNotAStore = errors.New("the file is not a flocktop store")
	// ErrDamaged: the file is a store, and its contents contradict themselves.
	ErrDamaged = errors.New("the file is damaged")
	// ErrNotWritable: the system does not let this user write (or read) the file or its folder.
	ErrNotWritable = errors.New("no permission to read and write there")
	// ErrDiskFull: there is no room left. Nothing of the refused step is stored; all earlier steps are.
	ErrDiskFull = errors.New("the disk is full")
	// ErrDisk: the system failed to read or write. What was refused is not stored; all earlier steps are.
	ErrDisk = errors.New("the disk does not answer")
	// ErrGone: the file was removed, moved or replaced while it was open.
	ErrGone = errors.New("the file is no longer the one that was opened")
	// ErrBusy: another program that knows nothing of this one's lock keeps the file to itself.
	ErrBusy = errors.New("another program keeps it locked")
	// ErrReadOnly: the store was opened for reading only.
	ErrReadOnly = errors.New("the store was opened for reading only")
)

// Errors that are about what was asked, not about the file.
var (
	// ErrNoJob: no job has that number.
	ErrNoJob = errors.New("no such job")
	// ErrNoChunk: the store, or the job, has no such chunk.
	ErrNoChunk = errors.New("no such chunk")
	// ErrNoModel: no model has that number.
	ErrNoModel = errors.New("no such model")
	// ErrBadVector: a vector has another dimension than its model, or a value that is no finite number.
	ErrBadVector = errors.New("vector refused")
)

// What is tried before there is a store to do anything in.
const (
	doingOpen   = "open"
	doingCreate = "create"
)

// FileError says what the store's file did not allow.
type FileError struct {
	Doing string // what was tried: "open", "store vectors"
	Path  string // the store's file
	Kind  error  // one of the Err… values above, or nil where it is none of them
	Err   error  // what the system or SQLite said; nil where Kind says all
}

// Error is one sentence: what was tried, on which file, why not, and what to do next.
func (e *FileError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "cannot %s in the store %s", e.Doing, e.Path)
	if !strings.Contains(e.Doing, " ") { // a bare verb takes the store as its object
		b.Reset()
		fmt.Fprintf(&b, "cannot %s the store %s", e.Doing, e.Path)
	}
	if e.Kind != nil && !errors.Is(e.Err, e.Kind) { // else the cause says it
		fmt.Fprintf(&b, ": %v", e.Kind)
	}
	if cause := e.cause(); cause != nil {
		fmt.Fprintf(&b, ": %v", cause)
	}
	if advice := e.advice(); advice != "" {
		fmt.Fprintf(&b, "; %s", advice)
	}
	return b.String()
}

// Unwrap gives the kind and the cause to errors.Is and errors.As.
func (e *FileError) Unwrap() []error {
	var errs []error
	if e.Kind != nil {
		errs = append(errs, e.Kind)
	}
	if e.Err != nil {
		errs = append(errs, e.Err)
	}
	return errs
}

// cause is what is worth adding to the kind.
func (e *FileError) cause() error {
	if errors.Is(e.Kind, ErrDiskFull) {
		return nil // it says the same
	}
	if system, ok := errors.AsType[*fs.PathError](e.Err); ok && system.Path == e.Path {
		return system.Err
	}
	return e.Err
}

func (e *FileError) advice() string {
	switch {
	case errors.Is(e.Kind, ErrNoStore):
		return "embed something first, or name another file with --store"
	case errors.Is(e.Kind, ErrNotAStore):
		return "name another file with --store; this one was left as it is"
	case errors.Is(e.Kind, ErrDamaged):
		return "move it away, or name another file with --store, and embed again"
	case errors.Is(e.Kind, ErrNotWritable):
		return "change the permissions, or name another file with --store"
	case errors.Is(e.Kind, ErrDiskFull):
		return "free some space and run the same again: what was stored stays stored"
	case errors.Is(e.Kind, ErrDisk):
		return "look at the disk, its quota and its connection, and run the same again: what was stored stays stored"
	case errors.Is(e.Kind, ErrGone):
		return "put it back, or start flocktop again with the file that is to be used"
	case errors.Is(e.Kind, ErrBusy):
		return "end that program, and run the same again"
	case errors.Is(e.Kind, ErrReadOnly):
		return "open it for writing"
	case e.Doing == doingOpen, e.Doing == doingCreate:
		return "name another file with --store"
	}
	return ""
}

// SchemaError refuses a file that a newer program wrote, or an older one where it may not be brought up to date.
type SchemaError struct {
	Path         string
	Found, Known int // schema versions: the file's, and the newest that this program knows
}

// Error says which versions meet and what to do.
func (e *SchemaError) Error() string {
	if e.Found < e.Known {
		return fmt.Sprintf("cannot only read the store %s: an older flocktop wrote it (schema %d, this one needs %d); "+
			"open it once with this one to bring it up to date, when no other works on it", e.Path, e.Found, e.Known)
	}
	return fmt.Sprintf("cannot open the store %s: a newer flocktop wrote it (schema %d, this one knows %d); "+
		"update flocktop, or name another file with --store", e.Path, e.Found, e.Known)
}

// Holder is who has a store open for writing. What is not known is zero.
type Holder struct {
	Name  string    `json:"name"`
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
}

// String names the holder for people.
func (h Holder) String() string {
	if h.PID == 0 {
		return "another process"
	}
	name := h.Name
	if name == "" {
		name = "flocktop"
	}
	return fmt.Sprintf("%s (process %d on %s, since %s)", name, h.PID, h.Host, h.Since.Local().Format("2006-01-02 15:04:05"))
}

// LockedError refuses a second writer.
type LockedError struct {
	Path   string
	Holder Holder
}

// Error says who writes and what to do.
func (e *LockedError) Error() string {
	return fmt.Sprintf("cannot write to the store %s: %s is writing to it; "+
		"wait for it, end it, name another file with --store, or only look on with flocktop --watch", e.Path, e.Holder)
}

// OtherDigestError refuses to mix vectors of two models that bear one name.
type OtherDigestError struct {
	Path   string
	Held   Model // what the vectors in the store were computed with
	Wanted Model
	Count  int64 // how many vectors there are
}

// Error says what differs and the two ways out.
func (e *OtherDigestError) Error() string {
	differs := fmt.Sprintf("digest %s, not %s", shortDigest(e.Held.Digest), shortDigest(e.Wanted.Digest))
	if e.Held.Digest == e.Wanted.Digest {
		differs = fmt.Sprintf("dimension %d, not %d", e.Held.Dimension, e.Wanted.Dimension)
	}
	return fmt.Sprintf("the store %s holds %s of %s with %s, and vectors of two models cannot be compared; "+
		"pull the same digest on the nodes, or name another file with --store",
		e.Path, vectorsOf(e.Count), e.Wanted.Name, differs)
}

// shortDigest is as much of a digest as Ollama shows.
func shortDigest(digest string) string {
	const shown = 12
	digest = strings.TrimPrefix(digest, "sha256:")
	if digest == "" {
		return "unknown"
	}
	return digest[:min(shown, len(digest))]
}
