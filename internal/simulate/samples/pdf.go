package samples

import (
	"bytes"
	"fmt"
	"strings"
)

// The page: A4 in points, with a margin, and as many letters a line as fit in
// Helvetica of that size with room to spare.
const (
	pageWidth, pageHeight = 595, 842
	margin                = 64
	fontSize, lineHeight  = 11, 15
	lettersPerLine        = 84
	linesPerPage          = (pageHeight - 2*margin) / lineHeight
)

// PDF sets a text, paragraphs between blank lines, as a PDF file of A4 pages.
// Letters beyond Latin-1 become question marks. The file holds no date: the same
// text gives the same bytes.
func PDF(title, text string) []byte {
	pages := paginate(text)
	var objects []string
	add := func(format string, args ...any) int {
		objects = append(objects, fmt.Sprintf(format, args...))
		return len(objects)
	}
	// objects 1 to 3 are referred to from all others
	const catalogue, pageTree, font = 1, 2, 3
	add("<< /Type /Catalog /Pages %d 0 R >>", pageTree)
	add("") // the tree is known at the end
	add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	var kids []string
	for _, lines := range pages {
		content := pageContent(lines)
		stream := add("<< /Length %d >>\nstream\n%s\nendstream", len(content), content)
		page := add("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %d %d] /Resources << /Font << /F1 %d 0 R >> >> /Contents %d 0 R >>",
			pageTree, pageWidth, pageHeight, font, stream)
		kids = append(kids, fmt.Sprintf("%d 0 R", page))
	}
	objects[pageTree-1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(kids))
	info := add("<< /Title (%s) >>", escape(title))

	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(objects))
	for i, object := range objects {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, catalogue, info, start)
	return out.Bytes()
}

// pageContent draws the lines of one page from its top.
func pageContent(lines []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "BT\n/F1 %d Tf\n%d TL\n%d %d Td\n", fontSize, lineHeight, margin, pageHeight-margin)
	for _, line := range lines {
		fmt.Fprintf(&b, "(%s) Tj T*\n", escape(line))
	}
	b.WriteString("ET")
	return b.String()
}

// escape encodes a text as the inside of a PDF string in Latin-1.
func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '(' || r == ')' || r == '\\':
			b.WriteByte('\\')
			b.WriteByte(byte(r))
		case r >= ' ' && r <= '~':
			b.WriteByte(byte(r))
		case r >= 0xA0 && r <= 0xFF:
			fmt.Fprintf(&b, "\\%03o", r)
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}

// paginate breaks paragraphs into lines and lines into pages; there is always
// at least one page.
func paginate(text string) [][]string {
	var lines []string
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, wrap(paragraph)...)
	}
	var pages [][]string
	for len(lines) > linesPerPage {
		pages = append(pages, lines[:linesPerPage])
		lines = lines[linesPerPage:]
	}
	return append(pages, lines)
}

// wrap breaks one paragraph between its words.
func wrap(paragraph string) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(paragraph) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > lettersPerLine:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}
