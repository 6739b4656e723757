package documents

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// DefaultTimeout is how long one file may take where the options say nothing: PDF of a thousand pages
// take some seconds on a slow machine.
const DefaultTimeout = 60 * time.Second

// ExtractorOptions set an Extractor up. The zero value is usable.
type ExtractorOptions struct {
	CacheDir string        // where the compiled PDF reader is kept between runs; blank: compiled anew, 5 s
	MaxBytes int64         // larger files are failures; 0 means DefaultMaxBytes
	Timeout  time.Duration // for one file in a worker process; 0 means DefaultTimeout
}

// Extractor reads files into Documents. It may be used by several goroutines at once; files of one kind
// may wait for each other.
type Extractor struct {
	maxBytes int64
	foreign  foreign
}

// extracted is what a reader found: a title where the format has one, and the sections.
type extracted struct {
	Title    string
	Sections []Section
	Warning  string
}

// extractFunc reads the content of one kind of file. It must survive any bytes, though not quickly.
type extractFunc func(data []byte) (extracted, error)

// markup are the readers written in Go. They are run in a worker process, since many of them can be made
// slow by a file that is meant to: a new kind is an entry here and in sniff.
var markup = map[Kind]extractFunc{
	KindMarkdown: extractMarkdown,
	KindHTML:     extractHTML,
	KindDOCX:     extractDOCX,
	KindODT:      extractODT,
	KindPPTX:     extractPPTX,
	KindEPUB:     extractEPUB,
}

// NewExtractor makes an Extractor. It starts nothing: a worker process comes with the first file that
// needs it.
func NewExtractor(opt ExtractorOptions) *Extractor {
	if opt.MaxBytes <= 0 {
		opt.MaxBytes = DefaultMaxBytes
	}
	if opt.Timeout <= 0 {
		opt.Timeout = DefaultTimeout
	}
	return &Extractor{maxBytes: opt.MaxBytes, foreign: newForeign(opt.CacheDir, opt.Timeout)}
}

// Close ends the worker processes, after the files that they read. Extract must not be called afterwards.
func (x *Extractor) Close() error { return x.foreign.close() }

// Extract reads one file. The error is a *Failure with the reason: the file is gone, too large, no
// document, damaged; or ctx's error. A file that Walk found may have changed since: its kind and its
// size are looked at again.
func (x *Extractor) Extract(ctx context.Context, file File) (Document, error) {
	if err := ctx.Err(); err != nil {
		return Document{}, err
	}
	document, err := x.extract(ctx, file)
	switch {
	case err == nil:
		return document, nil
	case ctx.Err() != nil:
		return Document{}, ctx.Err()
	default:
		return Document{}, fail(file.Path, err)
	}
}

func (x *Extractor) extract(ctx context.Context, file File) (Document, error) {
	data, err := readRegular(file.Path, x.maxBytes)
	if err != nil {
		return Document{}, err
	}
	kind, err := sniff(file.Path, data)
	if err != nil {
		return Document{}, err
	}
	var found extracted
	if kind == KindText {
		found = extractText(data)
	} else if found, err = x.foreign.read(ctx, kind, data); err != nil {
		return Document{}, err
	}
	document := Document{
		Path:  file.Path,
		Title: strings.Join(strings.Fields(clean(found.Title)), " "),
		Kind:  kind,
		Hash:  sha256.Sum256(data),

		Warning: found.Warning,
	}
	if document.Title == "" {
		document.Title = filepath.Base(file.Path)
	}
	for _, section := range found.Sections {
		if section.Text = strings.Trim(section.Text, "\n"); strings.TrimSpace(section.Text) != "" {
			document.Sections = append(document.Sections, section)
		}
	}
	return document, nil
}

// readRegular reads a whole file of at most limit bytes. Anything but a regular file is refused before
// it is opened: opening a pipe would wait for its other end.
func readRegular(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, say(ErrNotDocument, "not a regular file but a %s", describe(info))
	}
	if info.Size() > limit {
		return nil, tooLarge(info.Size(), limit)
	}
	file, err := os.Open(path) // #nosec G304 -- reading the user's own files is the purpose
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // only read from
	var content bytes.Buffer
	content.Grow(int(info.Size()) + bytes.MinRead)
	if _, err := content.ReadFrom(io.LimitReader(file, limit+1)); err != nil {
		return nil, fmt.Errorf("reading: %w", err)
	}
	if int64(content.Len()) > limit { // it grew meanwhile
		return nil, tooLarge(int64(content.Len()), limit)
	}
	return content.Bytes(), nil
}

func describe(info os.FileInfo) string {
	if info.IsDir() {
		return "folder"
	}
	return special(info.Mode())
}
