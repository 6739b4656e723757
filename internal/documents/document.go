package documents

import (
	"strings"
	"time"
)

// DefaultMaxBytes is the largest file that is read where the options say nothing: larger ones are data
// rather than documents, and a file is held in memory as a whole while it is extracted.
const DefaultMaxBytes int64 = 64 << 20

// breadcrumbSeparator stands between the headings of a breadcrumb.
const breadcrumbSeparator = " › "

// File is a document's place on disk, as Walk found it.
type File struct {
	Path     string    // absolute, clean, links in the root resolved
	Rel      string    // for people: the root's last element and the way from there
	Size     int64     // bytes
	Modified time.Time // of the content
}

// Kind names how a file's text is laid down.
type Kind string

// The kinds of files that hold a document.
const (
	KindText     Kind = "text" // plain text, source code, CSV, JSON: whatever reads as text
	KindMarkdown Kind = "markdown"
	KindHTML     Kind = "html"
	KindPDF      Kind = "pdf"
	KindDOCX     Kind = "docx"
	KindODT      Kind = "odt"
	KindPPTX     Kind = "pptx"
	KindEPUB     Kind = "epub"
)

// Document is the text of one file, in the order in which a person reads it.
type Document struct {
	Path     string
	Title    string // from the document itself, else the file's name
	Kind     Kind
	Hash     [32]byte  // SHA-256 of the file's content
	Sections []Section // none has blank text; empty where the file has no text
	Warning  string    // what could not be read though the rest could, as a sentence; mostly blank
}

// Section is what stands under one heading.
type Section struct {
	Heading string // breadcrumb, such as "Guide › Install"; blank before the first heading
	Text    string // valid UTF-8, paragraphs divided by blank lines, no control characters but \n and \t
}

// breadcrumb joins headings, outermost first, into one line. Blank headings leave no trace.
func breadcrumb(headings []string) string {
	kept := make([]string, 0, len(headings))
	for _, heading := range headings {
		// the separator inside a heading would read as two headings
		heading = strings.Join(strings.Fields(strings.ReplaceAll(heading, "›", ">")), " ")
		if heading != "" {
			kept = append(kept, heading)
		}
	}
	return strings.Join(kept, breadcrumbSeparator)
}

// headings is the inverse of breadcrumb.
func headings(breadcrumb string) []string {
	if breadcrumb == "" {
		return nil
	}
	return strings.Split(breadcrumb, breadcrumbSeparator)
}
