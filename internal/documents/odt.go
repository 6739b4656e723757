package documents

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// extractODT reads OpenDocument texts: text, tables and notes; no comments or what was deleted under
// review.
func extractODT(data []byte) (extracted, error) {
	a, err := openArchive(data)
	if err != nil {
		return extracted{}, err
	}
	content, err := a.read("content.xml")
	if err != nil {
		return extracted{}, err
	}
	var out outline
	if err := readParagraphs(&out, content, &openDocument{}); err != nil {
		return extracted{}, err
	}
	sections := out.end()
	return extracted{Title: firstNonBlank(a.title("meta.xml"), out.first), Sections: sections}, nil
}

// maxSpaces bounds the white space that one element may stand for.
const maxSpaces = 80

// openDocument is the dialect of OpenDocument.
type openDocument struct {
	level int // of the heading under way; 0 in a paragraph
}

func (o *openDocument) start(page *paragraphs, element xml.StartElement) {
	switch element.Name.Local {
	case "h":
		o.level = 1
		if n, err := strconv.Atoi(xmlAttribute(element, "outline-level")); err == nil && n > 0 {
			o.level = n
		}
		page.writing++
	case "p":
		page.writing++
	case "list-item":
		page.inItem = true
	case "note": // stands in the middle of a sentence
		page.space(" (")
	case "note-citation", "annotation", "tracked-changes", "automatic-styles", "sequence-decls", "table-of-content":
		page.ignore()
	case "s":
		n, err := strconv.Atoi(xmlAttribute(element, "c"))
		if err != nil {
			n = 1
		}
		page.space(strings.Repeat(" ", min(max(n, 1), maxSpaces)))
	case "tab":
		page.space("\t")
	case "line-break":
		page.space("\n")
	case "table":
		page.startTable()
	}
}

func (o *openDocument) end(page *paragraphs, name string) {
	switch name {
	case "h", "p":
		page.writing--
		if page.writing == 0 {
			page.endParagraph(o.level)
			o.level = 0
		}
	case "note":
		page.space(")")
	case "table-cell", "covered-table-cell":
		page.endCell()
	case "table-row":
		page.endRow()
	case "table":
		page.endTable()
	}
}
