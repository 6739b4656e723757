package config

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// template is a value with references in it, such as "Token ${T}": what is between them is text.
type template []part

// part is one piece of a template. All kinds keep their text as a secret: who writes "abc${D}" means a secret by both.
type part struct {
	text     Secret
	variable string      // where the text comes from the environment
	file     *secretFile // where it comes from a file; it is read again when that changes
}

// fileReference begins a reference to a file: "${file:PATH}".
const fileReference = "file:"

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// The errors below finish the sentence "KEY …", and never show the value.
var (
	errLiteral = errors.New("must not hold the secret itself: write ${VARIABLE} in its place, for an environment variable, " +
		"or ${file:PATH}, for a file")
	errReference = errors.New(`has a "${" that begins neither ${VARIABLE} nor ${file:PATH}`)
	errNoText    = errors.New("must be a text in quotation marks, with ${VARIABLE} or ${file:PATH} in the secret's place")
)

// parseTemplate reads a value of the configuration file. One without a reference is a secret that was written down.
func parseTemplate(value any) (template, error) {
	s, ok := value.(string)
	if !ok || strings.TrimSpace(s) == "" {
		return nil, errNoText
	}
	var out template
	references := 0
	for s != "" {
		before, rest, found := strings.Cut(s, "${")
		if before != "" {
			out = append(out, part{text: NewSecret(before)})
		}
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, "}")
		path, isFile := strings.CutPrefix(name, fileReference)
		switch {
		case closed && isFile && strings.TrimSpace(path) != "":
			out = append(out, part{file: &secretFile{path: strings.TrimSpace(path)}})
		case closed && variableName.MatchString(name):
			out = append(out, part{variable: name})
		default:
			return nil, errReference
		}
		references++
		s = after
	}
	if references == 0 {
		return nil, errLiteral
	}
	return out, nil
}

// resolve reads the variables, once, and settles where the files are.
func (t template) resolve(lookup func(string) (string, bool), base string) error {
	for i := range t {
		p := &t[i]
		switch {
		case p.variable != "":
			value, ok := lookup(p.variable)
			switch {
			case !ok:
				return fmt.Errorf("the environment variable %s is not set", p.variable)
			case value == "":
				return fmt.Errorf("the environment variable %s is empty", p.variable)
			}
			p.text = NewSecret(value)
		case p.file != nil:
			full, err := expandPath(p.file.path, base)
			if err != nil {
				return fmt.Errorf("find the file %s: %w", p.file.path, err)
			}
			p.file.path = full
		}
	}
	return nil
}

// value puts the pieces together; files are looked at.
func (t template) value() (string, error) {
	var b strings.Builder
	for i := range t {
		text := t[i].text
		if t[i].file != nil {
			var err error
			if text, err = t[i].file.read(); err != nil {
				return "", err
			}
		}
		b.WriteString(text.Reveal())
	}
	return b.String(), nil
}

// warnings are what should be said about its files.
func (t template) warnings() []string {
	var out []string
	for i := range t {
		if t[i].file != nil {
			out = append(out, t[i].file.warnings()...)
		}
	}
	return out
}

// same says whether two templates were written alike.
func (t template) same(other template) bool {
	if len(t) != len(other) {
		return false
	}
	for i := range t {
		a, b := t[i], other[i]
		switch {
		case a.variable != b.variable, (a.file == nil) != (b.file == nil):
			return false
		case a.file != nil && a.file.path != b.file.path, a.variable == "" && a.text.Reveal() != b.text.Reveal():
			return false
		}
	}
	return true
}
