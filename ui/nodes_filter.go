package ui

import (
	"strings"

	"flocktop/cluster"
)

// nodeFilter says which nodes are listed: those that hold every word and none
// of the words after a `!`. A word is looked for in name, URL, state, note,
// names of models, and the word GPU or CPU; `state:busy` looks in one of them
// alone.
type nodeFilter struct{ words []filterWord }

type filterWord struct {
	part string // of the node; "" for all of them
	text string // in small letters
	not  bool
}

// nodeParts are the parts that a filter can name.
var nodeParts = map[string]func(n *cluster.Node, word string) bool{
	"name":  func(n *cluster.Node, word string) bool { return holds(n.Name, word) },
	"url":   func(n *cluster.Node, word string) bool { return holds(n.ID, word) },
	"state": func(n *cluster.Node, word string) bool { return holds(n.State.String(), word) },
	"note":  func(n *cluster.Node, word string) bool { return holds(n.Note, word) },
	"model": hasModel,
	"on":    func(n *cluster.Node, word string) bool { return holds(hardware(n), word) },
}

func newNodeFilter(text string) nodeFilter {
	var f nodeFilter
	for w := range strings.FieldsSeq(strings.ToLower(text)) {
		word := filterWord{text: w}
		word.text, word.not = strings.CutPrefix(w, "!")
		if part, rest, ok := strings.Cut(word.text, ":"); ok && nodeParts[part] != nil {
			word.part, word.text = part, rest
		}
		if word.text != "" { // else it is the beginning of a word
			f.words = append(f.words, word)
		}
	}
	return f
}

func (f nodeFilter) passes(n *cluster.Node) bool {
	for i := range f.words {
		if w := &f.words[i]; w.in(n) == w.not {
			return false
		}
	}
	return true
}

func (w *filterWord) in(n *cluster.Node) bool {
	if w.part != "" {
		return nodeParts[w.part](n, w.text)
	}
	return holds(n.Name, w.text) || holds(n.ID, w.text) || holds(n.State.String(), w.text) ||
		holds(hardware(n), w.text) || holds(n.Note, w.text) || hasModel(n, w.text)
}

func hasModel(n *cluster.Node, word string) bool {
	for i := range n.Models {
		if holds(n.Models[i].Name, word) {
			return true
		}
	}
	return false
}

// hardware is the word for what the model runs on; "" while unknown.
func hardware(n *cluster.Node) string {
	switch {
	case n.GPUShare == nil:
		return ""
	case *n.GPUShare > 0:
		return "gpu"
	default:
		return "cpu"
	}
}

// holds says whether the text holds a word that is written in small letters. A
// thousand nodes are looked through with each letter typed, so plain text is
// not copied for it.
func holds(text, word string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return strings.Contains(strings.ToLower(text), word)
		}
	}
	for ; len(text) >= len(word); text = text[1:] {
		if begins(text, word) {
			return true
		}
	}
	return false
}

func begins(text, word string) bool {
	for i := range len(word) {
		c := text[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[i] {
			return false
		}
	}
	return true
}
