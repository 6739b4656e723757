package documents

import (
	"fmt"

	"flocktop/internal/documents/pdf"
)

// extractPDF makes a section of each page, so that a chunk can say on which page it stands. It runs in a
// worker process.
func extractPDF(engine *pdf.Engine, data []byte) (extracted, error) {
	text, err := engine.Read(data)
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
	case len(text.Pages) == 0:
		return extracted{}, say(ErrNoText, "the PDF has no pages")
	case len(found.Sections) == 0:
		return extracted{}, say(ErrNoText, "no text on its pages (%d): scanned ones need OCR first", len(text.Pages))
	case text.Lost > 0:
		found.Warning = fmt.Sprintf("%d of %d pages could not be read", text.Lost, len(text.Pages))
	}
	return found, nil
}
