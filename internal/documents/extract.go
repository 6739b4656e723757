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

	"flocktop/internal/documents/pdf"
)

// DefaultTimeout is how long one file may take where the options say nothing: PDF of a thousand pages
// take some seconds on a slow machine.
const DefaultTimeout = 60 * time.Second

// ExtractorOptions set an Extractor up. The zero value is usable.
type ExtractorOptions struct {
	CacheDir string        // where the compiled PDF reader is kept between runs; blank: compiled anew, 5 s
	MaxBytes int64         // larger files are failures; 0 means DefaultMaxBytes
	Timeout  time.Duration // for one file in the worker process; 0 means DefaultTimeout
}

// Extractor reads files into Documents. It may be used by several goroutines at once; PDF files wait
// for each other.
type Extractor struct {
	maxBytes int64
	pdf      *pdf.Reader
	table    map[Kind]extractFunc
}

// extracted is what an extractor found: a title where the format has one, and the sections.
type extracted struct {
	Title    string
	Sections []Section
	Warning  string
}

// extractFunc reads the content of one kind of file. It must survive any bytes.
type extractFunc func(ctx context.Context, data []byte) (extracted, error)

// NewExtractor makes an Extractor. It starts nothing: the worker process comes with the first PDF.
func NewExtractor(opt ExtractorOptions) *Extractor {
	if opt.MaxBytes <= 0 {
		opt.MaxBytes = DefaultMaxBytes
	}
	if opt.Timeout <= 0 {
		opt.Timeout = DefaultTimeout
	}
	x := &Extractor{
		maxBytes: opt.MaxBytes,
		pdf:      pdf.NewReader(pdf.Options{CacheDir: opt.CacheDir, Timeout: opt.Timeout}),
	}
	x.table = map[Kind]extractFunc{
		KindText:     extractText,
		KindMarkdown: extractMarkdown,
		KindHTML:     extractHTML,
		KindPDF:      x.extractPDF,
	}
	return x
}

// Close ends the worker process, if one runs, after the file that it reads. No PDF can be read
// afterwards.
func (x *Extractor) Close() error { return x.pdf.Close() }

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
	read, known := x.table[kind]
	if !known {
		return Document{}, notDocument(string(kind))
	}
	found, err := read(ctx, data)
	if err != nil {
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
