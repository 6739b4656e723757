package documents

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// dialect tells what the elements of one XML format of paragraphs mean. It sees one element after the
// other, by their local names, which the formats use for one thing each.
type dialect interface {
	start(page *paragraphs, element xml.StartElement)
	end(page *paragraphs, name string)
}

// paragraphs collects the text of word processors' XML into an outline: paragraphs, some of which are
// headings, and tables, in which a row is a line.
type paragraphs struct {
	out     *outline
	line    strings.Builder // the paragraph, or in a table the cell, under way
	cells   []string        // of the row under way
	rows    []string        // of the table under way
	inItem  bool            // the paragraph under way begins an item of a list
	tables  int             // depth of tables; an inner one is words of its cell
	skip    int             // depth inside of an element whose text is nobody's
	writing int             // depth of elements whose character data is text
}

// readParagraphs walks through an XML part. What is broken at its end is left out, as by any reader.
func readParagraphs(out *outline, content []byte, d dialect) error {
	page := &paragraphs{out: out}
	decoder := newXML(content)
	for {
		token, err := decoder.Token()
		switch {
		case errors.Is(err, io.EOF):
			page.endParagraph(0)
			return nil
		case err != nil:
			return fmt.Errorf("damaged document: %w", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if page.skip > 0 {
				page.skip++
				continue
			}
			d.start(page, token)
		case xml.EndElement:
			if page.skip > 0 {
				page.skip--
				continue
			}
			d.end(page, token.Name.Local)
		case xml.CharData:
			if page.skip == 0 && page.writing > 0 {
				page.line.Write(token)
			}
		}
	}
}

// ignore leaves out the element that has just begun, and all in it.
func (p *paragraphs) ignore() { p.skip = 1 }

// space puts white space between two runs of text.
func (p *paragraphs) space(white string) { p.line.WriteString(white) }

// endParagraph closes a paragraph; a level above 0 makes it a heading, but for tables.
func (p *paragraphs) endParagraph(level int) {
	if p.tables > 0 {
		p.line.WriteByte(' ')
		return
	}
	text := strings.Trim(clean(p.line.String()), " \t\n")
	p.line.Reset()
	switch {
	case level > 0:
		p.out.heading(level, text)
	case p.inItem:
		p.out.item(text)
	default:
		p.out.block(text)
	}
	p.inItem = false
}

func (p *paragraphs) startTable() {
	if p.tables == 0 {
		p.endParagraph(0)
	}
	p.tables++
}

func (p *paragraphs) endCell() {
	if p.tables == 1 {
		p.cells = append(p.cells, strings.Join(strings.Fields(clean(p.line.String())), " "))
		p.line.Reset()
	}
}

func (p *paragraphs) endRow() {
	if p.tables == 1 {
		p.rows = append(p.rows, strings.Join(p.cells, cellSeparator))
		p.cells = nil
	}
}

func (p *paragraphs) endTable() {
	p.tables--
	if p.tables > 0 {
		return
	}
	p.tables = 0 // an end without a start, in a damaged file
	p.out.block(strings.Join(p.rows, "\n"))
	p.rows = nil
	p.line.Reset()
}

func xmlAttribute(element xml.StartElement, local string) string {
	for _, attribute := range element.Attr {
		if attribute.Name.Local == local {
			return attribute.Value
		}
	}
	return ""
}
