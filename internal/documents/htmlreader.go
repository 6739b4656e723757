package documents

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlReader renders a tree of HTML into the blocks of an outline, in the manner of a text browser. The
// parser bounds the tree's depth, hence the recursion is safe.
type htmlReader struct {
	out     *outline
	line    strings.Builder // the block under way
	pending string          // what comes before the next word: nothing, a space, line ends, a bullet
	pre     int             // depth of elements that keep their white space
	table   int             // depth of tables: their cells stay on one line
}

func (r *htmlReader) node(node *html.Node) {
	switch node.Type {
	case html.TextNode:
		r.text(node.Data)
	case html.ElementNode:
		r.element(node)
	case html.DocumentNode:
		r.children(node)
	case html.ErrorNode, html.CommentNode, html.DoctypeNode, html.RawNode:
	}
}

func (r *htmlReader) children(parent *html.Node) {
	for child := parent.FirstChild; child != nil; child = child.NextSibling {
		r.node(child)
	}
}

func (r *htmlReader) element(node *html.Node) {
	if isNoise(node) {
		return
	}
	switch node.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		if r.table == 0 {
			r.endBlock()
			// documentation tools put a link to the heading beside it
			r.out.heading(int(node.Data[1]-'0'), strings.Trim(plainWords(node), "¶§#⚓ "))
			return
		}
		r.asBlock(node)
	case atom.Br:
		r.newline()
	case atom.Img, atom.Area:
		r.text(attribute(node, "alt"))
	case atom.Pre:
		r.breakBlock()
		r.pre++
		r.children(node)
		r.pre--
		r.breakBlock()
	case atom.Table:
		r.breakBlock()
		r.table++
		r.children(node)
		r.table--
		r.breakBlock()
	case atom.Tr, atom.Dt, atom.Dd:
		r.newline()
		r.children(node)
		r.newline()
	case atom.Td, atom.Th:
		if previousElement(node) != nil {
			r.pending = cellSeparator
		}
		r.children(node)
	case atom.Li:
		r.newline()
		r.pending += "- "
		r.children(node)
		r.newline()
	default:
		if isBlock(node) {
			r.asBlock(node)
			return
		}
		r.children(node)
	}
}

func (r *htmlReader) asBlock(node *html.Node) {
	r.breakBlock()
	r.children(node)
	r.breakBlock()
}

// text adds words to the block under way; white space between them is one space, but in preformatted text.
func (r *htmlReader) text(data string) {
	if r.pre > 0 {
		if data != "" {
			r.flushPending()
			r.line.WriteString(data)
		}
		return
	}
	first, _ := utf8.DecodeRuneInString(data)
	spaced := unicode.IsSpace(first) // in front of the next word
	for word := range strings.FieldsSeq(data) {
		if spaced && r.pending == "" {
			r.pending = " "
		}
		r.flushPending()
		r.line.WriteString(word)
		spaced = true
	}
	if last, _ := utf8.DecodeLastRuneInString(data); r.pending == "" && unicode.IsSpace(last) {
		r.pending = " "
	}
}

func (r *htmlReader) flushPending() {
	pending := r.pending
	r.pending = ""
	if r.line.Len() == 0 {
		pending = strings.TrimLeft(strings.TrimPrefix(pending, cellSeparator), " \n")
	}
	r.line.WriteString(pending)
}

// newline makes the next word stand on a line of its own, unless it does already.
func (r *htmlReader) newline() {
	if !strings.HasPrefix(r.pending, "\n") && (r.line.Len() > 0 || r.pending != "") && !strings.HasSuffix(r.pending, "- ") {
		r.pending = "\n"
	}
}

// breakBlock ends a paragraph. In a table it is no more than a line end, and right after a bullet nothing.
func (r *htmlReader) breakBlock() {
	switch {
	case strings.HasSuffix(r.pending, "- "):
	case r.table > 0:
		r.newline()
	default:
		r.endBlock()
	}
}

func (r *htmlReader) endBlock() {
	r.out.block(strings.TrimRight(r.line.String(), " \n"))
	r.line.Reset()
	r.pending = ""
}

// isNoise tells what people do not read in a page.
func isNoise(node *html.Node) bool {
	switch node.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Nav, atom.Head, atom.Iframe, atom.Object,
		atom.Embed, atom.Canvas, atom.Svg, atom.Button, atom.Select, atom.Input, atom.Textarea, atom.Audio, atom.Video, atom.Map:
		return true
	}
	if attribute(node, "role") == "navigation" || attribute(node, "aria-hidden") == "true" {
		return true
	}
	for _, a := range node.Attr {
		if a.Key == "hidden" && a.Val != "until-found" {
			return true
		}
	}
	return false
}

// isBlock tells which elements begin and end a paragraph.
func isBlock(node *html.Node) bool {
	switch node.DataAtom {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer, atom.Aside, atom.Ul,
		atom.Ol, atom.Dl, atom.Blockquote, atom.Figure, atom.Figcaption, atom.Address, atom.Details, atom.Summary,
		atom.Fieldset, atom.Form, atom.Hr, atom.Body, atom.Caption, atom.Hgroup, atom.Menu:
		return true
	}
	return false
}

func previousElement(node *html.Node) *html.Node {
	for node = node.PrevSibling; node != nil && node.Type != html.ElementNode; {
		node = node.PrevSibling
	}
	return node
}
