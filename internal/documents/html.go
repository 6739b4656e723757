package documents

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// cellSeparator stands between the cells of a row.
const cellSeparator = " | "

// extractHTML reads a web page: headings become the breadcrumb; what is not read by people, such as
// scripts and navigation, is left out, and where the page marks its main part, everything else is.
func extractHTML(data []byte) (extracted, error) {
	source := decodeHTML(data)
	root := parseHTML(source)
	if root == nil {
		return extracted{Sections: []Section{{Text: htmlWords(source)}}}, nil
	}
	title, main := survey(root)
	if main != nil {
		if sections, first := readHTML(main); len(sections) > 0 {
			return extracted{Title: firstNonBlank(title, first), Sections: sections}, nil
		}
	}
	sections, first := readHTML(root)
	return extracted{Title: firstNonBlank(title, first), Sections: sections}, nil
}

// parseHTML gives nil for a source that is nested deeper than the parser goes: its words can be read in a
// row all the same.
func parseHTML(source string) *html.Node {
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		return nil
	}
	return root
}

func readHTML(root *html.Node) (sections []Section, firstHeading string) {
	var out outline
	reader := htmlReader{out: &out}
	reader.node(root)
	reader.endBlock()
	return out.end(), out.first
}

// decodeHTML knows what HTML has beyond other text: a charset that the page itself declares.
func decodeHTML(data []byte) string {
	if mark, _ := unicodeBOM(data); mark == nil && !utf8.Valid(data) {
		head := data[:min(len(data), headBytes)]
		if declared := bytes.Contains(bytes.ToLower(head), []byte("charset")); declared {
			found, _, _ := charset.DetermineEncoding(head, "")
			return decodeWith(found, data)
		}
	}
	return decode(data)
}

// htmlText gives the text of a piece of HTML inside of another format.
func htmlText(source string) string {
	root := parseHTML(source)
	if root == nil {
		return htmlWords(source)
	}
	sections, _ := readHTML(root)
	var parts []string
	for _, section := range sections {
		if names := headings(section.Heading); len(names) > 0 && names[len(names)-1] != section.Text {
			parts = append(parts, names[len(names)-1])
		}
		parts = append(parts, section.Text)
	}
	return strings.Join(parts, "\n\n")
}

// htmlWords gives all text between tags, without building a tree.
func htmlWords(source string) string {
	tokens := html.NewTokenizer(strings.NewReader(source))
	var out strings.Builder
	skipping := atom.Atom(0)
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			if !errors.Is(tokens.Err(), io.EOF) {
				return out.String()
			}
			return strings.TrimSpace(out.String())
		case html.StartTagToken:
			name, _ := tokens.TagName()
			if a := atom.Lookup(name); a == atom.Script || a == atom.Style {
				skipping = a
			}
		case html.EndTagToken:
			name, _ := tokens.TagName()
			if atom.Lookup(name) == skipping {
				skipping = 0
			}
		case html.TextToken:
			if skipping == 0 {
				for word := range strings.FieldsSeq(string(tokens.Text())) {
					out.WriteString(word)
					out.WriteByte(' ')
				}
			}
		case html.SelfClosingTagToken, html.CommentToken, html.DoctypeToken:
		}
	}
}

// survey finds the page's title and its main part; nil where there is none, or more than one.
func survey(root *html.Node) (title string, main *html.Node) {
	mains := 0
	for node := range root.Descendants() {
		if node.Type != html.ElementNode {
			continue
		}
		switch {
		case node.DataAtom == atom.Title && title == "" && node.Namespace == "":
			title = plainWords(node)
		case node.DataAtom == atom.Main, attribute(node, "role") == "main":
			main = node
			mains++
		}
	}
	if mains != 1 {
		main = nil
	}
	return title, main
}

// plainWords joins the words of all text below a node that people read.
func plainWords(root *html.Node) string {
	var words strings.Builder
	var collect func(parent *html.Node)
	collect = func(parent *html.Node) {
		for node := range parent.ChildNodes() {
			if node.Type == html.TextNode {
				words.WriteString(node.Data)
			} else if !isNoise(node) {
				collect(node)
			}
		}
	}
	collect(root)
	return strings.Join(strings.Fields(words.String()), " ")
}

func attribute(node *html.Node, key string) string {
	for _, a := range node.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func firstNonBlank(texts ...string) string {
	for _, text := range texts {
		if strings.TrimSpace(text) != "" {
			return text
		}
	}
	return ""
}
