package config

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Removed is what CutNode took out of the configuration file: the node's text, and where it stood. It may hold
// credentials, so nothing of it can be printed. The zero value is nothing.
type Removed struct {
	address string
	regions []region // in the order in which they were cut out
	before  string   // the address of the node before it; "" where it was the first
}

// region is a piece of text that was cut out, between what stood around it then.
type region struct{ prefix, text, suffix Secret }

// Empty says that the file had no such node.
func (r Removed) Empty() bool { return len(r.regions) == 0 }

// RestoreNode puts back what CutNode took out, comments and all, at its place in the configuration file: byte for byte
// where the text before it or behind it is as it was, else behind the node that it stood behind, else at the end. It
// fails with ErrNodeExists where the file has a node of that address by now, and leaves the file as it is where
// it could only be put back so that something else of the file would change. Calls that edit one file must not overlap.
func RestoreNode(path string, r Removed) error {
	if r.Empty() {
		return nil
	}
	file, err := readForEdit(path)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(file.configured, func(n Node) bool { return n.URL == r.address }) {
		return fmt.Errorf("put the node %s back into %s: its address is %w", r.address, file.path, ErrNodeExists)
	}
	var errs []error
	for _, text := range r.candidates(file) {
		err := file.accepts(text, r.address)
		if err == nil {
			return writeFile(file.path, file.mark+text)
		}
		errs = append(errs, err)
	}
	return fmt.Errorf("put the node %s back: the configuration file %s was left as it is, it has changed too much meanwhile; "+
		"add the node by hand (%w)", r.address, file.path, errs[0])
}

// candidates are the file's text with the node, the likeliest first.
func (r Removed) candidates(file *editable) []string {
	var out []string
	if text, ok := r.inPlace(file.text); ok {
		out = append(out, text)
	}
	var whole strings.Builder
	newline := "\n"
	if strings.Contains(file.text, "\r\n") {
		newline = "\r\n"
	}
	for _, piece := range slices.Backward(r.regions) {
		whole.WriteString(strings.TrimRight(piece.text.Reveal(), "\r\n") + newline)
	}
	block := strings.TrimLeft(whole.String(), "\r\n")
	i := slices.IndexFunc(file.configured, func(n Node) bool { return n.URL == r.before })
	if i >= 0 && i < len(file.blocks) {
		end := file.blocks[i][len(file.blocks[i])-1].to
		out = append(out, joined(newline, file.text[:end], block)+file.text[end:])
	}
	return append(out, joined(newline, file.text, block))
}

// joined puts a block behind text, whose last line may not have ended, after an empty line.
func joined(newline, text, block string) string {
	switch {
	case text == "":
		return block
	case !strings.HasSuffix(text, "\n"):
		text += newline
	}
	return text + newline + block
}

// inPlace undoes the cuts, the last first; false where the file has changed on both sides of one.
func (r Removed) inPlace(text string) (string, bool) {
	for _, piece := range slices.Backward(r.regions) {
		prefix, suffix := piece.prefix.Reveal(), piece.suffix.Reveal()
		switch {
		case text == prefix+suffix, prefix != "" && strings.HasPrefix(text, prefix):
			text = prefix + piece.text.Reveal() + text[len(prefix):]
		case suffix != "" && strings.HasSuffix(text, suffix):
			at := len(text) - len(suffix)
			text = text[:at] + piece.text.Reveal() + suffix
		default:
			return "", false
		}
	}
	return text, true
}

// accepts says what is wrong with a text that should say what the file says, and have one node more.
func (f *editable) accepts(text, address string) error {
	after, err := newEditable(f.path, f.mark+text)
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(slices.Clone(after.configured), func(n Node) bool { return n.URL == address })
	same := len(others) == len(after.configured)-1 && slices.EqualFunc(others, f.configured, sameNode)
	settings, were := maps.Clone(after.values), maps.Clone(f.values)
	delete(settings, nodesKey)
	delete(were, nodesKey)
	if !same || len(settings) != len(were) || len(were) > 0 && !reflect.DeepEqual(settings, were) {
		return errors.New("other settings would have changed too")
	}
	return nil
}

// sameNode compares what an edit could mix up: a table of headers that is left behind would belong to the node before it,
// and its secret be sent there.
func sameNode(a, b Node) bool {
	return a.URL == b.URL && a.Credentials.same(b.Credentials) && a.authority.path == b.authority.path
}
