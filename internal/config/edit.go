package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
)

// AddNode puts a [[nodes]] block for n at the end of the configuration file at path, and changes nothing else of it.
// The file and its folder are made where there are none. It fails with ErrNodeExists where the file has the address, with
// ErrNameTaken where another node there has the name, and with what Load would report where the file has mistakes: a
// file that is not understood is not edited. Calls that edit one file must not overlap.
func AddNode(path string, n Node) error {
	file, n, err := roomFor(path, n)
	if err != nil {
		return err
	}
	return file.replace(appendBlock(file.text, n), append(slices.Clone(file.configured), n))
}

// CheckNode fails with what keeps AddNode from adding n as the file is now, and changes nothing.
func CheckNode(path string, n Node) error {
	_, _, err := roomFor(path, n)
	return err
}

// roomFor is the file to which a node can be added, and the node as it is added.
func roomFor(path string, n Node) (*editable, Node, error) {
	address, err := NormalizeURL(n.URL)
	if err != nil {
		return nil, n, err
	}
	n.URL = address
	file, err := readForEdit(path)
	if err != nil {
		return nil, n, err
	}
	switch other, what, found := clash(file.configured, n); {
	case found && what == sameName:
		return nil, n, fmt.Errorf("add the node %s to %s: its name %s is %w there, by %s; choose another one",
			n.URL, file.path, n.Name, ErrNameTaken, other.URL)
	case found:
		return nil, n, fmt.Errorf("add the node %s to %s: its %s is %w", n.URL, file.path, what, ErrNodeExists)
	case file.inline():
		return nil, n, fmt.Errorf("add the node %s to %s: its nodes stand in one list in line %d; "+
			"write each as a block that begins with [[nodes]], or add this one by hand", n.URL, file.path, file.line(nodesKey))
	}
	return file, n, nil
}

// RemoveNode cuts the [[nodes]] block of that address out of the configuration file at path, with the empty line before
// it; the lines around it stay, comments above the block too. It fails with ErrNoNode where the file has no such node.
// Calls that edit one file must not overlap.
func RemoveNode(path, address string) error {
	_, err := CutNode(path, address)
	return err
}

// CutNode is RemoveNode for those who may want to put the node back: RestoreNode takes what it gives.
func CutNode(path, address string) (Removed, error) {
	address, err := NormalizeURL(address)
	if err != nil {
		return Removed{}, err
	}
	file, err := readForEdit(path)
	if err != nil {
		return Removed{}, err
	}
	i := slices.IndexFunc(file.configured, func(n Node) bool { return n.URL == address })
	switch {
	case i < 0:
		return Removed{}, fmt.Errorf("remove the node %s from %s: %w", address, file.path, ErrNoNode)
	case file.inline():
		return Removed{}, fmt.Errorf("remove the node %s from %s: its nodes stand in one list in line %d; "+
			"remove it there by hand", address, file.path, file.line(nodesKey))
	}
	text, regions := cut(file.text, file.blocks[i])
	if err := file.replace(text, slices.Delete(slices.Clone(file.configured), i, i+1)); err != nil {
		return Removed{}, err
	}
	removed := Removed{address: address, regions: regions}
	if i > 0 {
		removed.before = file.configured[i-1].URL
	}
	return removed, nil
}

// editable is a configuration file that has no mistakes.
type editable struct {
	*document
	mark       string // the byte order mark, if it has one
	configured []Node
}

func readForEdit(path string) (*editable, error) {
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("edit the configuration file: %w", err)
	}
	return newEditable(path, string(text))
}

func newEditable(path, text string) (*editable, error) {
	d, err := parse(path, text)
	if err != nil {
		return nil, err
	}
	file := &editable{document: d}
	if strings.HasPrefix(text, byteOrderMark) {
		file.mark = byteOrderMark
	}
	scratch := Default()
	scratch.origins = map[string]Origin{}
	errs := d.apply(&scratch, "")
	configured, bad := d.nodes()
	if errs = append(errs, bad...); len(errs) > 0 {
		sortByLine(errs)
		return nil, errors.Join(errs...)
	}
	file.configured = configured
	return file, nil
}

// inline says whether the nodes are written as a value, not as blocks.
func (f *editable) inline() bool {
	_, some := f.values[nodesKey]
	return some && len(f.blocks) == 0
}

// replace writes the edited text, once it is sure that it says what it should.
func (f *editable) replace(text string, want []Node) error {
	after, err := newEditable(f.path, f.mark+text)
	if err != nil {
		return fmt.Errorf("the configuration file was left as it is, the change would have broken it: %w", err)
	}
	same := slices.EqualFunc(after.configured, want, sameNode)
	if !same {
		return fmt.Errorf("the configuration file %s was left as it is: the change would have changed other nodes too; "+
			"edit it by hand", f.path)
	}
	return writeFile(f.path, f.mark+text)
}

// appendBlock writes n as a block behind the text, after an empty line. Whether the text ends with an end of line or
// not, it ends so afterwards too: then cut can take back exactly what was added.
func appendBlock(text string, n Node) string {
	newline := "\n"
	if strings.Contains(text, "\r\n") {
		newline = "\r\n"
	}
	block := strings.Join(blockLines(n), newline)
	switch {
	case text == "":
		return block + newline
	case strings.HasSuffix(text, "\n"):
		return text + newline + block + newline
	}
	return text + newline + newline + block
}

// blockLines is a node as TOML. Credentials are not in it: they are only ever written by hand.
func blockLines(n Node) []string {
	lines := []string{"[[" + nodesKey + "]]"}
	add := func(key, value string) { lines = append(lines, key+" = "+value) }
	if n.Name != "" {
		add("name", quote(n.Name))
	}
	add("url", quote(n.URL))
	if n.VRAM > 0 {
		add("vram", quote(formatSize(n.VRAM)))
	}
	if n.GPU != nil {
		add("gpu", strconv.FormatBool(*n.GPU))
	}
	if n.PricePer1000Texts != nil {
		add("price_per_1000_texts", strconv.FormatFloat(*n.PricePer1000Texts, 'g', -1, 64))
	}
	if n.Watts != nil {
		add("watts", strconv.FormatFloat(*n.Watts, 'g', -1, 64))
	}
	return lines
}

// quote writes a string as TOML's basic string.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// cut takes a block out of the text, each piece with the empty line before it, and gives what it took.
func cut(text string, b block) (string, []region) {
	var taken []region
	for _, piece := range slices.Backward(b) {
		s := widened(text, piece)
		taken = append(taken, region{NewSecret(text[:s.from]), NewSecret(text[s.from:s.to]), NewSecret(text[s.to:])})
		text = text[:s.from] + text[s.to:]
	}
	return text, taken
}

// widened takes in the empty line before a piece, and the end of the line before that where the piece ends the text
// without one.
func widened(text string, piece span) span {
	from := piece.from
	if above := strings.LastIndexByte(strings.TrimSuffix(text[:from], "\n"), '\n') + 1; from > 0 &&
		strings.TrimSpace(text[above:from]) == "" {
		from = above
	}
	if !strings.HasSuffix(text[:piece.to], "\n") { // the text ends with the piece, and without an end of line
		from = len(strings.TrimSuffix(strings.TrimSuffix(text[:from], "\n"), "\r"))
	}
	return span{from, piece.to}
}
