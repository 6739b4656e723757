package documents

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
)

// IgnoreReason says in a few words why a walk passed something over.
type IgnoreReason string

// What a walk passes over without calling it a failure, inside of a folder.
const (
	IgnoredHidden  IgnoreReason = "hidden"
	IgnoredByRule  IgnoreReason = "left out by .gitignore"
	IgnoredLink    IgnoreReason = "symbolic link"
	IgnoredSpecial IgnoreReason = "not a regular file"
	IgnoredBinary  IgnoreReason = "not a document"
	IgnoredEmpty   IgnoreReason = "empty"
	IgnoredBlank   IgnoreReason = "no text in it" // whoever reads it says so, not the walk
	IgnoredLock    IgnoreReason = "lock file of an office program"
)

// WalkOptions set a walk up. The zero value is usable.
type WalkOptions struct {
	MaxBytes int64                                  // larger documents are failures; 0 means DefaultMaxBytes
	Ignored  func(path string, reason IgnoreReason) // told of everything passed over inside of folders; may be nil
}

// Walk yields every document under roots, each a file or a folder, in the order of the roots and in
// lexical order inside of each. A file that is reached twice is yielded once. It streams: nothing is
// collected before the first file comes out.
//
// The error of a pair is a *Failure for a path that cannot be read, and the walk goes on after it; where
// ctx ended, it is ctx's error, and nothing follows.
//
// Inside of folders, hidden entries, what .gitignore leaves out, links, special files, empty files and
// files that hold no document are passed over. A root is taken as it is: it may be hidden, ignored or a
// link, and when it is no document, that is a failure. So is a file whose name promises a document, such
// as .docx, and which holds none: it is damaged, and somebody misses it.
func Walk(ctx context.Context, roots []string, opt WalkOptions) iter.Seq2[File, error] {
	if opt.MaxBytes <= 0 {
		opt.MaxBytes = DefaultMaxBytes
	}
	if opt.Ignored == nil {
		opt.Ignored = func(string, IgnoreReason) {}
	}
	return func(yield func(File, error) bool) {
		w := walker{ctx: ctx, opt: opt, yield: yield}
		if len(roots) > 1 { // links are not followed: one root alone cannot reach a file twice
			w.seen = make(map[string]struct{})
		}
		for _, root := range roots {
			if !w.root(root) {
				return
			}
		}
	}
}

// lockPrefix begins the names of files in which an office program notes who has a document open.
const lockPrefix = "~$"

// walker is one walk under way. Its methods return false when the walk is to end.
type walker struct {
	ctx   context.Context //nolint:containedctx // lives for one call of Walk's iterator
	opt   WalkOptions
	yield func(File, error) bool
	seen  map[string]struct{} // files and folders by resolved path; nil where nothing can come twice
}

func (w *walker) root(root string) bool {
	if !w.alive() {
		return false
	}
	if strings.TrimSpace(root) == "" {
		return w.failed(root, errors.New("empty path: name a file or a folder"))
	}
	absolute, err := filepath.Abs(root)
	if err != nil {
		return w.failed(root, err)
	}
	resolved, err := filepath.EvalSymlinks(absolute)
	if err != nil {
		return w.failed(absolute, err)
	}
	info, err := os.Stat(resolved)
	if err != nil {
		return w.failed(absolute, err)
	}
	switch {
	case info.IsDir():
		rel := filepath.Base(absolute)
		if here, err := os.Getwd(); err == nil && here == absolute {
			rel = ""
		}
		return w.folder(resolved, rel, ignoreAbove(resolved))
	case info.Mode().IsRegular():
		return w.file(resolved, filepath.Base(absolute), info, true)
	default:
		return w.failed(absolute, say(ErrNotDocument, "neither a file nor a folder but a %s", special(info.Mode())))
	}
}

func (w *walker) folder(path, rel string, layer *ignoreLayer) bool {
	if w.again(path) {
		return true
	}
	layer = layer.enter(path)
	entries, err := os.ReadDir(path) // sorted; what could be read comes even beside an error
	if err != nil && !w.failed(path, err) {
		return false
	}
	for _, entry := range entries {
		if !w.alive() || !w.entry(entry, filepath.Join(path, entry.Name()), filepath.Join(rel, entry.Name()), layer) {
			return false
		}
	}
	return true
}

func (w *walker) entry(entry fs.DirEntry, path, rel string, layer *ignoreLayer) bool {
	mode := entry.Type()
	switch {
	case strings.HasPrefix(entry.Name(), "."):
		return w.ignored(path, IgnoredHidden)
	case strings.HasPrefix(entry.Name(), lockPrefix) && promised(path) != "":
		return w.ignored(path, IgnoredLock)
	case layer.ignores(path, entry.IsDir()):
		return w.ignored(path, IgnoredByRule)
	case mode&fs.ModeSymlink != 0:
		return w.ignored(path, IgnoredLink)
	case entry.IsDir():
		return w.folder(path, rel, layer)
	case !mode.IsRegular():
		return w.ignored(path, IgnoredSpecial)
	}
	info, err := entry.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return true // gone since the folder was read: nothing that anybody misses
	}
	if err != nil {
		return w.failed(path, err)
	}
	return w.file(path, rel, info, false)
}

// file yields one regular file if it holds a document. A file that was named by the user is a failure
// where one that was merely found is passed over.
func (w *walker) file(path, rel string, info fs.FileInfo, named bool) bool {
	if w.again(path) {
		return true
	}
	if info.Size() == 0 {
		if named {
			return w.failed(path, say(ErrNotDocument, "the file is empty"))
		}
		return w.ignored(path, IgnoredEmpty)
	}
	err := sniffFile(path)
	switch {
	case errors.Is(err, ErrNotDocument) && !named && promised(path) == "":
		return w.ignored(path, IgnoredBinary)
	case err != nil:
		return w.failed(path, err)
	case info.Size() > w.opt.MaxBytes:
		return w.failed(path, tooLarge(info.Size(), w.opt.MaxBytes))
	}
	return w.yield(File{Path: path, Rel: rel, Size: info.Size(), Modified: info.ModTime()}, nil)
}

func (w *walker) alive() bool {
	if err := w.ctx.Err(); err != nil {
		w.yield(File{}, err)
		return false
	}
	return true
}

func (w *walker) failed(path string, err error) bool {
	return w.yield(File{Path: path}, fail(path, err))
}

func (w *walker) ignored(path string, reason IgnoreReason) bool {
	w.opt.Ignored(path, reason)
	return true
}

// again tells whether the walk was at path before, and remembers it.
func (w *walker) again(path string) bool {
	if w.seen == nil {
		return false
	}
	_, found := w.seen[path]
	w.seen[path] = struct{}{}
	return found
}

func special(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "named pipe"
	case mode&fs.ModeSocket != 0:
		return "socket"
	case mode&fs.ModeDevice != 0:
		return "device"
	default:
		return "special file"
	}
}
