package config

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/net/http/httpguts"
)

const (
	authorization = "Authorization"
	bearerScheme  = "Bearer "
)

// reserved are the header fields that belong to the connection or to the request's body: setting one would break
// requests, not authorise them.
var reserved = []string{
	"Accept", "Accept-Encoding", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Expect", "Host",
	"Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding",
	"Upgrade",
}

// Credentials are the header fields that a node's server, or the proxy before it, wants to see with every request. They
// are safe for concurrent use once loaded.
type Credentials struct {
	node   string // its name, for messages
	fields []field
	// problem keeps them from being used: a variable that is not set, say.
	problem error
}

// field is one header field.
type field struct {
	name   string // in its canonical form
	key    string // of the configuration: "bearer", "headers.X-Api-Key"
	scheme string // that is put before the value
	value  template
	origin Origin
}

// Header gives the fields as they are to be sent now. An error is one sentence that names the node and what is missing,
// without any secret.
func (c *Credentials) Header() (http.Header, error) {
	if c.problem != nil {
		return nil, c.problem
	}
	out := make(http.Header, len(c.fields))
	for i := range c.fields {
		f := &c.fields[i]
		value, err := f.text()
		if err != nil {
			return nil, c.blame(f, err)
		}
		out[f.name] = []string{value}
	}
	return out, nil
}

// text is the field's whole value.
func (f *field) text() (string, error) {
	value, err := f.value.value()
	if err != nil {
		return "", err
	}
	if strings.ContainsFunc(value, func(r rune) bool { return (r < ' ' && r != '\t') || r > '~' }) {
		return "", errors.New("the secret has an end of line or a character inside that no header field can carry")
	}
	if len(value) >= len(bearerScheme) && f.scheme == bearerScheme && strings.EqualFold(value[:len(bearerScheme)], bearerScheme) {
		return "", errors.New("the secret begins with the word Bearer, which is sent anyway: leave it out")
	}
	return f.scheme + value, nil
}

// blame makes a sentence of what is wrong with a field.
func (c *Credentials) blame(f *field, err error) error {
	return &Error{Origin: f.origin, Key: f.key, Problem: fmt.Sprintf("%s of the node %s: %v", f.key, c.node, err), Err: err}
}

// resolve reads the environment, and the files for the first time, and tells all that is missing.
func (c *Credentials) resolve(node, base string, lookup func(string) (string, bool)) (warnings []string, err error) {
	c.node = node
	var errs []error
	for i := range c.fields {
		f := &c.fields[i]
		err := f.value.resolve(lookup, base)
		if err == nil {
			_, err = f.text()
		}
		if err != nil {
			errs = append(errs, c.blame(f, err))
		}
		warnings = append(warnings, f.value.warnings()...)
	}
	c.problem = errors.Join(errs...)
	return warnings, c.problem
}

// same says whether both send the same from the same places.
func (c *Credentials) same(other *Credentials) bool {
	if c == nil || other == nil {
		return c == other
	}
	return slices.EqualFunc(c.fields, other.fields, func(a, b field) bool {
		return a.name == b.name && a.key == b.key && a.value.same(b.value)
	})
}

// addField takes one more header field into a node. Its errors finish the sentence "KEY …".
func (n *Node) addField(f field) error {
	if n.Credentials == nil {
		n.Credentials = &Credentials{}
	}
	for i := range n.Credentials.fields {
		if other := &n.Credentials.fields[i]; other.name == f.name {
			return fmt.Errorf("sets the header field %s, which %s does already", f.name, other.key)
		}
	}
	n.Credentials.fields = append(n.Credentials.fields, f)
	return nil
}

// setBearer reads the key bearer.
func setBearer(n *Node, value any) error {
	t, err := parseTemplate(value)
	if errors.Is(err, errLiteral) {
		err = fmt.Errorf("%w; bearer_file names a file too", err)
	}
	if err != nil {
		return err
	}
	return n.addField(field{name: authorization, key: "bearer", scheme: bearerScheme, value: t})
}

// setBearerFile reads the key bearer_file.
func setBearerFile(n *Node, value any) error {
	path, err := asText(value)
	if err != nil {
		return err
	}
	t := template{{file: &secretFile{path: path}}}
	return n.addField(field{name: authorization, key: "bearer_file", scheme: bearerScheme, value: t})
}

// setHeaders reads the table headers; what is wrong with one of its keys is an [*innerError].
func setHeaders(n *Node, value any) error {
	table, ok := value.(map[string]any)
	if !ok {
		return errors.New(`must be a table, such as { "X-Api-Key" = "${VARIABLE}" }`)
	}
	var errs []error
	for _, name := range sortedKeys(table) {
		if err := setHeader(n, name, table[name]); err != nil {
			errs = append(errs, &innerError{key: name, err: err})
		}
	}
	return errors.Join(errs...)
}

func setHeader(n *Node, name string, value any) error {
	canonical := http.CanonicalHeaderKey(name)
	switch {
	case !httpguts.ValidHeaderFieldName(name):
		return errors.New("is no name of a header field: such names have letters, digits and - alone")
	case slices.Contains(reserved, canonical):
		return errors.New("belongs to the connection and cannot be set")
	}
	t, err := parseTemplate(value)
	if err != nil {
		return err
	}
	return n.addField(field{name: canonical, key: "headers." + name, value: t})
}

// innerError is a problem of one key of a table that is a node's setting.
type innerError struct {
	key string
	err error
}

func (e *innerError) Error() string { return e.err.Error() }

func (e *innerError) Unwrap() error { return e.err }
