package config

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// index tells where things stand in a file's text.
type index struct {
	lines  map[string]int // of keys and tables, from 1: "rules.small", "nodes.2", "nodes.2.url"
	blocks []block        // the [[nodes]] blocks, in order
}

// block is what belongs to one node: its [[nodes]] block and its tables, such as [nodes.headers]. It is one piece, unless
// tables of others stand between.
type block []span

// span is a piece of text, by the numbers of its bytes: whole lines, the last with its end of line where it has one.
type span struct{ from, to int }

// line finds where a key stands, or else the nearest table around it.
func (x index) line(key string) int {
	for {
		if line, ok := x.lines[key]; ok {
			return line
		}
		i := strings.LastIndexByte(key, '.')
		if i < 0 {
			return 0
		}
		key = key[:i]
	}
}

// indexOf reads text whose grammar is known to be right.
func indexOf(text []byte) index {
	b := indexer{text: text, index: index{lines: map[string]int{}}, counts: map[string]int{}}
	b.parser.Reset(text)
	for b.parser.NextExpression() {
		b.expression(b.parser.Expression())
	}
	return b.index
}

type indexer struct {
	parser unstable.Parser
	text   []byte
	index
	table   []string       // the table that is being filled
	counts  map[string]int // how many elements an array of tables has so far
	inNodes bool           // the last header was one of [[nodes]], or of a table in it
}

func (b *indexer) expression(e *unstable.Node) {
	switch e.Kind {
	case unstable.Table:
		b.table = b.place(e)
		b.nodesTable(e)
	case unstable.ArrayTable:
		b.table = b.place(e)
		name := strings.Join(b.table, ".")
		b.table = append(b.table, strconv.Itoa(b.counts[name]))
		b.counts[name]++
		b.lines[strings.Join(b.table, ".")] = b.keyLine(e)
		if b.inNodes = name == nodesKey; b.inNodes {
			b.blocks = append(b.blocks, block{b.wholeLines(keyOffset(e), keyOffset(e))})
		}
	case unstable.KeyValue:
		b.keyValue(b.table, e)
		if b.inNodes {
			b.widen(b.wholeLines(int(e.Raw.Offset), int(e.Raw.Offset+e.Raw.Length)).to)
		}
	default: // comments are nobody's
	}
}

// nodesTable takes the header of a table that is inside a node into that node's block.
func (b *indexer) nodesTable(e *unstable.Node) {
	direct := b.inNodes // nobody else's table stands between
	b.inNodes = len(b.table) > 1 && b.table[0] == nodesKey && len(b.blocks) > 0
	if !b.inNodes {
		return
	}
	header := b.wholeLines(keyOffset(e), keyOffset(e))
	if direct {
		b.widen(header.to)
		return
	}
	last := len(b.blocks) - 1
	b.blocks[last] = append(b.blocks[last], header)
}

// widen has the last block reach further.
func (b *indexer) widen(to int) {
	last := b.blocks[len(b.blocks)-1]
	last[len(last)-1].to = to
}

// place is the full key of a table's header; a table inside an array's element gets that element's number.
func (b *indexer) place(e *unstable.Node) []string {
	var key []string
	for it := e.Key(); it.Next(); {
		key = append(key, string(it.Node().Data))
		name := strings.Join(key, ".")
		if n := b.counts[name]; n > 0 && !it.IsLast() {
			key = append(key, strconv.Itoa(n-1))
		}
	}
	b.lines[strings.Join(key, ".")] = b.keyLine(e)
	return key
}

// keyValue notes a key, and what is inside its value where that is a table or a list of tables.
func (b *indexer) keyValue(table []string, e *unstable.Node) {
	key := append([]string(nil), table...)
	for it := e.Key(); it.Next(); {
		key = append(key, string(it.Node().Data))
		name := strings.Join(key, ".")
		if _, ok := b.lines[name]; !ok {
			b.lines[name] = b.parser.Shape(it.Node().Raw).Start.Line
		}
	}
	b.value(key, e.Value())
}

func (b *indexer) value(key []string, v *unstable.Node) {
	switch v.Kind {
	case unstable.InlineTable:
		for it := v.Children(); it.Next(); {
			b.keyValue(key, it.Node())
		}
	case unstable.Array:
		i := 0
		for it := v.Children(); it.Next(); i++ {
			b.value(append(slices.Clip(key), strconv.Itoa(i)), it.Node())
		}
	default: // a value is where its key is
	}
}

func (b *indexer) keyLine(e *unstable.Node) int {
	it := e.Key()
	it.Next()
	return b.parser.Shape(it.Node().Raw).Start.Line
}

func keyOffset(e *unstable.Node) int {
	it := e.Key()
	it.Next()
	return int(it.Node().Raw.Offset)
}

// wholeLines widens a piece of text to the lines it touches.
func (b *indexer) wholeLines(from, to int) span {
	s := span{from: strings.LastIndexByte(string(b.text[:from]), '\n') + 1, to: len(b.text)}
	if i := strings.IndexByte(string(b.text[to:]), '\n'); i >= 0 {
		s.to = to + i + 1
	}
	return s
}
