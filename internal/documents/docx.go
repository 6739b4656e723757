package documents

import (
	"encoding/xml"
	"errors"
	"strconv"
	"strings"
)

// extractDOCX reads Word's documents: text, tables and footnotes; no page headers, comments or what was
// deleted under review.
func extractDOCX(data []byte) (extracted, error) {
	a, err := openArchive(data)
	if err != nil {
		return extracted{}, err
	}
	content, err := a.read("word/document.xml")
	if errors.Is(err, errNoPart) {
		return extracted{}, say(err, "damaged, or no DOCX whatever its name says: its text (word/document.xml) is missing")
	}
	if err != nil {
		return extracted{}, err
	}
	var out outline
	word := &wordML{levels: headingStyles(a)}
	if err := readParagraphs(&out, content, word); err != nil {
		return extracted{}, err
	}
	for _, notes := range []string{"word/footnotes.xml", "word/endnotes.xml"} {
		content, err := a.read(notes)
		if errors.Is(err, errNoPart) {
			continue
		}
		if err != nil {
			return extracted{}, err
		}
		if err := readParagraphs(&out, content, word); err != nil {
			return extracted{}, err
		}
	}
	sections := out.end()
	return extracted{Title: firstNonBlank(a.title("docProps/core.xml"), out.first), Sections: sections}, nil
}

// headingStyles maps the ids of styles to the level of heading that they are. The ids are translated,
// the names are not.
func headingStyles(a *archive) map[string]int {
	var sheet struct {
		Styles []struct {
			ID   string `xml:"styleId,attr"`
			Name struct {
				Value string `xml:"val,attr"`
			} `xml:"name"`
			Level *struct {
				Value string `xml:"val,attr"`
			} `xml:"pPr>outlineLvl"`
		} `xml:"style"`
	}
	levels := map[string]int{}
	if err := a.decode("word/styles.xml", &sheet); err != nil {
		return levels // no styles, no headings
	}
	for _, style := range sheet.Styles {
		switch name := strings.ToLower(style.Name.Value); {
		case name == "title":
			levels[style.ID] = 1
		case strings.HasPrefix(name, "heading "):
			levels[style.ID], _ = strconv.Atoi(strings.TrimPrefix(name, "heading ")) // 0 is no heading
		case style.Level != nil:
			levels[style.ID] = outlineLevel(style.Level.Value)
		}
	}
	return levels
}

// outlineLevel reads Word's levels, 0 to 8 for headings and 9 for text, as 1 to 9 and 0.
func outlineLevel(value string) int {
	if n, err := strconv.Atoi(value); err == nil && n >= 0 && n < 9 {
		return n + 1
	}
	return 0
}

// wordML is the dialect of Word.
type wordML struct {
	levels map[string]int
	level  int // of the paragraph under way
}

func (w *wordML) start(page *paragraphs, element xml.StartElement) {
	switch element.Name.Local {
	case "p":
		w.level = 0
	case "pStyle":
		w.level = w.levels[xmlAttribute(element, "val")]
	case "outlineLvl":
		w.level = outlineLevel(xmlAttribute(element, "val"))
	case "numPr":
		page.inItem = true
	case "t":
		page.writing++
	case "tab":
		page.space("\t")
	case "br", "cr":
		page.space("\n")
	case "noBreakHyphen":
		page.space("-")
	case "tbl":
		page.startTable()
	case "tabs", "Fallback", "del", "moveFrom", "rPr", "sectPr", "instrText": // settings, doubles, what was deleted
		page.ignore()
	}
}

func (w *wordML) end(page *paragraphs, name string) {
	switch name {
	case "t":
		page.writing--
	case "p":
		page.endParagraph(w.level)
		w.level = 0
	case "tc":
		page.endCell()
	case "tr":
		page.endRow()
	case "tbl":
		page.endTable()
	}
}
