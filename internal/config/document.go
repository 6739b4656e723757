package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// byteOrderMark begins files of some editors; TOML does not know it.
const byteOrderMark = "\ufeff"

// document is a configuration file that was read: its values, and where each stands.
type document struct {
	path   string
	text   string // without the byte order mark
	values map[string]any
	index
}

// parse reads a file's text. Only its grammar is checked here.
func parse(path, text string) (*document, error) {
	d := &document{path: path, text: strings.TrimPrefix(text, byteOrderMark)}
	if err := toml.Unmarshal([]byte(d.text), &d.values); err != nil {
		line := 0
		if decode, ok := errors.AsType[*toml.DecodeError](err); ok {
			line, _ = decode.Position()
		}
		// the cause is left out: it holds the text around the mistake
		return nil, d.errorAt(line, "", "not TOML: "+withoutQuotes(strings.TrimPrefix(err.Error(), "toml: ")), nil)
	}
	d.index = indexOf([]byte(d.text))
	return d, nil
}

// errorAt is a problem of this file.
func (d *document) errorAt(line int, key, problem string, err error) *Error {
	e := &Error{Origin: Origin{Layer: FromFile, Name: d.path, Line: line}, Key: key, Problem: problem, Err: err}
	if lines := strings.Split(d.text, "\n"); line > 0 && line <= len(lines) {
		e.Line = quoteLine(lines[line-1])
	}
	return e
}

// problem is what is wrong with a key's value.
func (d *document) problem(key string, err error) *Error {
	return d.errorAt(d.line(key), key, key+" "+err.Error(), err)
}

// unknown is a key that does not exist.
func (d *document) unknown(table, key string) *Error {
	full, where := key, ""
	if table != "" {
		full, where = table+"."+key, " in ["+table+"]"
	}
	known, _, numbered := strings.Cut(table, ".") // a node is "nodes.2"
	if numbered {
		where = " in [[" + known + "]]"
	}
	problem := fmt.Sprintf("unknown key %s%s", shownKey(key), where)
	if near := Nearest(key, keysIn(known)); near != "" {
		problem += fmt.Sprintf(" (did you mean %q?)", near)
	} else {
		problem += " (known are " + strings.Join(keysIn(known), ", ") + ")"
	}
	return d.errorAt(d.line(full), full, problem, nil)
}

func sortedKeys(table map[string]any) []string { return slices.Sorted(maps.Keys(table)) }

// withoutQuotes hides what an error of the TOML parser quotes from the file.
func withoutQuotes(s string) string {
	from, to := strings.IndexByte(s, '"'), strings.LastIndexByte(s, '"')
	if from == to {
		return s
	}
	return s[:from] + hidden + s[to+1:]
}

// apply takes the file's settings into c, all but the nodes, and gives all that is wrong with them.
func (d *document) apply(c *Config, base string) []error {
	var errs []error
	set := func(key string, value any) {
		s, ok := find(key)
		if !ok {
			table, name, nested := strings.Cut(key, ".")
			if !nested {
				table, name = "", key
			}
			errs = append(errs, d.unknown(table, name))
			return
		}
		if err := s.set(c, given{value: value, base: base}); err != nil {
			errs = append(errs, d.problem(key, err))
			return
		}
		c.origins[key] = Origin{Layer: FromFile, Name: d.path, Line: d.line(key)}
	}
	for key, value := range d.values {
		table, ok := value.(map[string]any)
		switch {
		case key == nodesKey: // has a method of its own
		case ok && isTable(key):
			for inner, value := range table {
				set(key+"."+inner, value)
			}
		case isTable(key):
			errs = append(errs, d.problem(key, fmt.Errorf("must be a table, written as [%s], not %s", key, shown(value))))
		default:
			set(key, value)
		}
	}
	return errs
}

// nodes reads the [[nodes]] blocks and gives all that is wrong with them.
func (d *document) nodes() ([]Node, []error) {
	value, ok := d.values[nodesKey]
	if !ok {
		return nil, nil
	}
	list, ok := value.([]any)
	if !ok {
		return nil, []error{d.problem(nodesKey, errors.New("must be blocks that begin with [[nodes]]"))}
	}
	var (
		nodes []Node
		errs  []error
	)
	for i, item := range list {
		key := fmt.Sprintf("%s.%d", nodesKey, i)
		table, ok := item.(map[string]any)
		if !ok {
			errs = append(errs, d.problem(key, fmt.Errorf("must be a block that begins with [[nodes]], not %s", shownKind(item))))
			continue
		}
		n, bad := d.node(key, table)
		if other, what, found := clash(nodes, n); len(bad) == 0 && found {
			bad = append(bad, d.errorAt(d.line(key), key,
				fmt.Sprintf("this node has the %s of the one in line %d", what, other.Origin.Line), nil))
		}
		if errs = append(errs, bad...); len(bad) == 0 {
			nodes = append(nodes, n)
		}
	}
	return nodes, errs
}

// nodeProblems is what is wrong with one setting of a node, or with keys inside it.
func (d *document) nodeProblems(node, name string, err error) []error {
	all := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		all = joined.Unwrap()
	}
	for i, err := range all {
		key := name
		if inner, ok := errors.AsType[*innerError](err); ok {
			key = name + "." + inner.key
		}
		e := d.problem(node+"."+key, err)
		e.Problem = key + " " + err.Error()
		all[i] = e
	}
	return all
}

// place notes where the settings stand that can turn out wrong later.
func (d *document) place(node string, n *Node) {
	at := func(key string) Origin { return Origin{Layer: FromFile, Name: d.path, Line: d.line(node + "." + key)} }
	if n.authority.path != "" {
		n.authority.origin = at("ca_file")
	}
	if n.Credentials == nil {
		return
	}
	for i := range n.Credentials.fields {
		n.Credentials.fields[i].origin = at(n.Credentials.fields[i].key)
	}
}

// node reads one block.
func (d *document) node(key string, table map[string]any) (n Node, errs []error) {
	n.Origin = Origin{Layer: FromFile, Name: d.path, Line: d.line(key)}
	known := nodeSettings()
	for _, name := range sortedKeys(table) {
		i := slices.IndexFunc(known, func(s nodeSetting) bool { return s.key == name })
		if i < 0 {
			errs = append(errs, d.unknown(key, name))
			continue
		}
		if err := known[i].set(&n, table[name]); err != nil {
			errs = append(errs, d.nodeProblems(key, name, err)...)
		}
	}
	if err := n.checkAuthority(); err != nil {
		errs = append(errs, d.nodeProblems(key, "ca_file", err)...)
	}
	d.place(key, &n)
	if _, ok := table["url"]; !ok {
		errs = append(errs, d.errorAt(d.line(key), key, "this node has no url", nil))
	}
	return n, errs
}
