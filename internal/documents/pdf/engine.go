package pdf

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

const (
	// memoryPages of 64 KiB each are 1 GiB: what no honest file needs fails inside of the machine.
	memoryPages = 16 << 10
	// instanceTimeout only matters if the pool's one place were taken, which cannot be.
	instanceTimeout = 30 * time.Second
)

// maxText is how many bytes of text one file may have: a bomb ends here.
const maxText = 64 << 20

// The reasons for a file without text, by errors.Is.
var (
	ErrPassword = errors.New("the PDF is encrypted and needs a password")
	ErrDamaged  = errors.New("damaged PDF")
	ErrTooLong  = fmt.Errorf("the PDF holds more than %d MiB of text", maxText>>20)
)

// Text is what a PDF file says.
type Text struct {
	Title string
	Pages []string // in order; blank where a page has no text, such as a scan
	Lost  int      // pages that could not be read; they are blank
}

// Engine is PDFium, ready to read one file after the other.
type Engine struct {
	pool pdfium.Pool
}

// Open compiles PDFium, which takes seconds, or loads it compiled from cacheDir; where that folder cannot
// be used it is compiled in memory.
func Open(cacheDir string) (*Engine, error) {
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(memoryPages)
	if cacheDir != "" {
		if cache, err := wazero.NewCompilationCacheWithDir(cacheDir); err == nil {
			config = config.WithCompilationCache(cache)
		}
	}
	pool, err := webassembly.Init(webassembly.Config{
		MaxIdle:       1,
		MaxTotal:      1,
		FSConfig:      wazero.NewFSConfig(), // no file at all; the default would be the whole disk
		RuntimeConfig: config,
		Stdout:        io.Discard,
		Stderr:        io.Discard,
	})
	if err != nil {
		return nil, fmt.Errorf("starting PDFium: %w", err)
	}
	return &Engine{pool: pool}, nil
}

// Close frees what Open took.
func (e *Engine) Close() error { return e.pool.Close() }

// Read gives the text of one file, in an instance of its own: what a file breaks ends with it.
func (e *Engine) Read(file []byte) (text Text, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, panicked)
		}
	}()
	instance, err := e.pool.GetInstance(instanceTimeout)
	if err != nil {
		return Text{}, fmt.Errorf("starting an instance of PDFium: %w", err)
	}
	defer func() { _ = instance.Close() }() // a broken instance cannot be closed cleanly
	opened, err := instance.OpenDocument(&requests.OpenDocument{File: &file})
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
		return Text{}, ErrPassword
	case err != nil:
		return Text{}, damaged(err)
	}
	return readPages(instance, opened.Document)
}

func readPages(instance pdfium.Pdfium, document references.FPDF_DOCUMENT) (Text, error) {
	count, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: document})
	if err != nil {
		return Text{}, damaged(err)
	}
	var text Text
	if title, err := instance.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: document, Tag: "Title"}); err == nil {
		text.Title = title.Value
	}
	size := 0
	var lost error
	for index := range count.PageCount {
		page, err := instance.GetPageText(&requests.GetPageText{
			Page: requests.Page{ByIndex: &requests.PageByIndex{Document: document, Index: index}},
		})
		if err != nil {
			lost = err
			text.Lost++
			text.Pages = append(text.Pages, "")
			continue
		}
		if size += len(page.Text); size > maxText {
			return Text{}, ErrTooLong
		}
		text.Pages = append(text.Pages, joinHyphens(page.Text))
	}
	if text.Lost > 0 && text.Lost == len(text.Pages) {
		return Text{}, damaged(lost)
	}
	return text, nil
}

// damaged says what PDFium says, without the number that it puts in front.
func damaged(err error) error {
	reason := strings.TrimLeft(err.Error(), "0123456789: ")
	return fmt.Errorf("%w: %s", ErrDamaged, reason)
}

// joinHyphens puts words together that were divided at the end of a line: PDFium gives such a hyphen a
// code of its own.
func joinHyphens(text string) string {
	return strings.NewReplacer(
		"\x02\r\n", "", "\x02\n", "", "\x02", "",
		"\uFFFE\r\n", "", "\uFFFE\n", "", "\uFFFE", "").Replace(text)
}
