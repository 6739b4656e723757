package documents

import (
	"context"
	"fmt"

	"flocktop/internal/documents/pdf"
)

// WorkerMain is to be called first of all in main, before flags are read: where it gives true, this
// process was started as a worker, has done its work, and main is to return.
//
//	if documents.WorkerMain() {
//		return
//	}
//
// In a program that does not call it, PDF files fail with a sentence that says so, and all else works.
func WorkerMain() (handled bool) { return pdf.WorkerMain() }

// extractPDF makes a section of each page, so that a chunk can say on which page it stands.
func (x *Extractor) extractPDF(ctx context.Context, data []byte) (extracted, error) {
	text, err := x.pdf.Read(ctx, data)
	if err != nil {
		return extracted{}, err
	}
	found := extracted{Title: text.Title}
	for i, page := range text.Pages {
		if page = clean(page); !blank(page) {
			found.Sections = append(found.Sections, Section{Heading: fmt.Sprintf("Page %d", i+1), Text: page})
		}
	}
	switch {
	case len(found.Sections) == 0:
		return extracted{}, say(ErrNoText, "no text on any of its %d pages: scanned pages need OCR first", len(text.Pages))
	case text.Lost > 0:
		found.Warning = fmt.Sprintf("%d of %d pages could not be read", text.Lost, len(text.Pages))
	}
	return found, nil
}
