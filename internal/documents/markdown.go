package documents

import (
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// extractMarkdown reads CommonMark with tables and footnotes. Marks of emphasis and the targets of links
// are left out, code stays as it is, headings become the breadcrumb.
//
// goldmark's own tables are not used: they give every row as many cells as the first one has, and so ten
// kilobytes of source can fill a computer's memory.
func extractMarkdown(data []byte) (extracted, error) {
	source, title := cutFrontMatter(decode(data))
	reader := markdownReader{source: []byte(source), softBreak: ' '}
	parser := goldmark.New(goldmark.WithExtensions(
		extension.Strikethrough, extension.TaskList, extension.Footnote)).Parser()
	root := parser.Parse(text.NewReader(reader.source))
	for node := root.FirstChild(); node != nil; node = node.NextSibling() {
		reader.top(node)
	}
	sections := reader.out.end()
	if title == "" {
		title = reader.out.first
	}
	return extracted{Title: title, Sections: sections}, nil
}

// cutFrontMatter takes the block of settings off that many tools put before the text, and the title out
// of it.
func cutFrontMatter(source string) (rest, title string) {
	fence, _, _ := strings.Cut(source, "\n")
	if fence = strings.TrimRight(fence, " \t"); fence != "---" && fence != "+++" {
		return source, ""
	}
	offset := 0
	for line := range strings.Lines(source) {
		start := offset
		offset += len(line)
		line = strings.TrimSpace(line)
		if start > 0 && line == fence {
			return source[offset:], title
		}
		for _, key := range []string{"title:", "title ="} {
			if value, ok := strings.CutPrefix(line, key); ok && title == "" {
				title = strings.Trim(strings.TrimSpace(value), `"'`)
			}
		}
	}
	return source, "" // never closed: a rule between paragraphs, not settings
}

type markdownReader struct {
	source    []byte
	out       outline
	softBreak byte // what a line end inside of a paragraph becomes
}

// top takes a block that stands on no list and in no quotation: only there are headings the document's.
func (m *markdownReader) top(node ast.Node) {
	if heading, ok := node.(*ast.Heading); ok {
		m.out.heading(heading.Level, m.inline(heading))
		return
	}
	m.out.block(m.block(node))
}

// block renders one block and what it holds as text for people.
func (m *markdownReader) block(node ast.Node) string {
	switch node := node.(type) {
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		return m.lines(node)
	case *ast.HTMLBlock:
		lines := m.lines(node)
		if node.HasClosure() {
			lines += string(node.ClosureLine.Value(m.source))
		}
		return htmlText(lines)
	case *ast.List:
		return m.list(node)
	case *ast.Paragraph:
		if m.isTable(node) {
			return m.table(node)
		}
	case *ast.ThematicBreak:
		return ""
	}
	if first := node.FirstChild(); first != nil && first.Type() == ast.TypeBlock {
		return m.blocks(node, "\n\n")
	}
	return m.inline(node)
}

func (m *markdownReader) blocks(parent ast.Node, separator string) string {
	var parts []string
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		if part := m.block(node); strings.TrimSpace(part) != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, separator)
}

func (m *markdownReader) list(list *ast.List) string {
	var out strings.Builder
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		body := m.blocks(item, "\n")
		if out.Len() > 0 {
			out.WriteByte('\n')
		}
		out.WriteString("- ")
		out.WriteString(strings.ReplaceAll(body, "\n", "\n  "))
	}
	return out.String()
}

// isTable tells a paragraph whose second line is made of dashes and bars.
func (m *markdownReader) isTable(paragraph *ast.Paragraph) bool {
	if paragraph.Lines().Len() < 2 {
		return false
	}
	second := paragraph.Lines().At(1)
	line := string(second.Value(m.source))
	return strings.Trim(line, " \t\n|:-") == "" && strings.Contains(line, "-") && strings.Contains(line, "|")
}

// table makes a line of each row.
func (m *markdownReader) table(paragraph *ast.Paragraph) string {
	m.softBreak = '\n'
	lines := strings.Split(m.inline(paragraph), "\n")
	m.softBreak = ' '
	rows := make([]string, 0, len(lines))
	for i, line := range lines {
		if i == 1 { // the dashes
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for j := range cells {
			cells[j] = strings.TrimSpace(cells[j])
		}
		rows = append(rows, strings.Join(cells, cellSeparator))
	}
	return strings.Join(rows, "\n")
}

func (m *markdownReader) lines(node ast.Node) string {
	var out strings.Builder
	lines := node.Lines()
	for i := range lines.Len() {
		segment := lines.At(i)
		out.Write(segment.Value(m.source))
	}
	return out.String()
}

// inline gives the words of a paragraph.
func (m *markdownReader) inline(parent ast.Node) string {
	var out strings.Builder
	m.writeInline(&out, parent)
	return out.String()
}

func (m *markdownReader) writeInline(out *strings.Builder, parent ast.Node) {
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		switch node := node.(type) {
		case *ast.Text:
			value := node.Value(m.source)
			if !node.IsRaw() {
				value = util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(value)))
			}
			out.Write(value)
			switch {
			case node.HardLineBreak():
				out.WriteByte('\n')
			case node.SoftLineBreak():
				out.WriteByte(m.softBreak)
			}
		case *ast.String:
			out.Write(node.Value)
		case *ast.AutoLink:
			out.Write(node.Label(m.source))
		case *ast.RawHTML:
			// a tag in the middle of a sentence says nothing
		default:
			m.writeInline(out, node)
		}
	}
}
