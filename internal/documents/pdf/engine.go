package pdf

import (
	"errors"
	"fmt"
	"io"
	"os"
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

// engine is PDFium in the worker process.
type engine struct {
	pool pdfium.Pool
}

// newEngine compiles PDFium, or loads it compiled from cacheDir; where that folder cannot be used it is
// compiled in memory.
func newEngine(cacheDir string) (*engine, error) {
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
		Stderr:        os.Stderr,
	})
	if err != nil {
		return nil, err
	}
	return &engine{pool: pool}, nil
}

// read takes one file in an instance of its own: what a file breaks ends with it.
func (e *engine) read(file []byte) (answer reply) {
	defer func() {
		if panicked := recover(); panicked != nil {
			answer = reply{Problem: problemDamaged, Detail: fmt.Sprint(panicked)}
		}
	}()
	instance, err := e.pool.GetInstance(instanceTimeout)
	if err != nil {
		return reply{Problem: problemDamaged, Detail: err.Error()}
	}
	defer func() { _ = instance.Close() }() // a broken instance cannot be closed cleanly
	opened, err := instance.OpenDocument(&requests.OpenDocument{File: &file})
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
		return reply{Problem: problemPassword}
	case err != nil:
		return reply{Problem: problemDamaged, Detail: err.Error()}
	}
	return readPages(instance, opened.Document)
}

func readPages(instance pdfium.Pdfium, document references.FPDF_DOCUMENT) reply {
	count, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: document})
	if err != nil {
		return reply{Problem: problemDamaged, Detail: err.Error()}
	}
	text := Text{Pages: make([]string, 0, min(count.PageCount, 1<<12))}
	if title, err := instance.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: document, Tag: "Title"}); err == nil {
		text.Title = title.Value
	}
	size := 0
	var pageError error
	for index := range count.PageCount {
		page, err := instance.GetPageText(&requests.GetPageText{
			Page: requests.Page{ByIndex: &requests.PageByIndex{Document: document, Index: index}},
		})
		if err != nil {
			pageError = err
			text.Lost++
			text.Pages = append(text.Pages, "")
			continue
		}
		if size += len(page.Text); size > maxText {
			return reply{Problem: problemTooLong}
		}
		text.Pages = append(text.Pages, joinHyphens(page.Text))
	}
	if pageError != nil && text.Lost == len(text.Pages) {
		return reply{Problem: problemDamaged, Detail: pageError.Error()}
	}
	return reply{Text: text}
}

// joinHyphens puts words together that were divided at the end of a line: PDFium gives such a hyphen a
// code of its own.
func joinHyphens(text string) string {
	return strings.NewReplacer(
		"\x02\r\n", "", "\x02\n", "", "\x02", "",
		"\uFFFE\r\n", "", "\uFFFE\n", "", "\uFFFE", "").Replace(text)
}
