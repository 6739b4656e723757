// Package pdftest writes small PDF files for tests. It knows just enough of the format for lines of text
// in one font, and nothing of reading them.
package pdftest

import (
	"bytes"
	"fmt"
	"strings"
)

// Write gives a PDF with a page for each text. The characters must be ASCII; each line of a text is a
// line of the page.
func Write(title string, pages ...string) []byte {
	const catalog, tree, font, info, firstPage = 1, 2, 3, 4, 5
	objects := map[int]string{
		catalog: fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R >>", tree),
		font:    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
		info:    fmt.Sprintf("<< /Title (%s) >>", escape(title)),
	}
	var kids []string
	for i, text := range pages {
		page, content := firstPage+2*i, firstPage+2*i+1
		kids = append(kids, fmt.Sprintf("%d 0 R", page))
		objects[page] = fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "+
			"/Resources << /Font << /F1 %d 0 R >> >> >>", tree, content, font)
		stream := draw(text)
		objects[content] = fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(stream), stream)
	}
	objects[tree] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(pages))

	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(objects)+1)
	for number := 1; number <= len(objects); number++ {
		offsets[number] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", number, objects[number])
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets))
	for _, offset := range offsets[1:] {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets), catalog, info, table)
	return out.Bytes()
}

func draw(text string) string {
	var out strings.Builder
	out.WriteString("BT /F1 12 Tf 72 720 Td 14 TL")
	for line := range strings.Lines(text) {
		fmt.Fprintf(&out, " (%s) Tj T*", escape(strings.TrimRight(line, "\n")))
	}
	out.WriteString(" ET")
	return out.String()
}

func escape(text string) string {
	return strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(text)
}
