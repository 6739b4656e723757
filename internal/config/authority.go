package config

import (
	"crypto/x509"
	"fmt"
	"os"
	"strings"
)

// maxAuthorities bounds a file of certificates: the usual collection of all public authorities has a quarter of it.
const maxAuthorities = 1 << 20

// authority is the file with certificates of further authorities that a node's certificate may be signed by.
type authority struct {
	path   string // "" where none is named
	origin Origin
}

// setAuthority reads the key ca_file.
func setAuthority(n *Node, value any) (err error) {
	n.authority.path, err = asText(value)
	return err
}

// checkAuthority says that ca_file has no meaning for an address without TLS.
func (n *Node) checkAuthority() error {
	if n.authority.path != "" && strings.HasPrefix(n.URL, "http://") {
		return fmt.Errorf("has no meaning for %s, which is not encrypted: write the address with https://", n.URL)
	}
	return nil
}

// read gives the certificates.
func (a authority) read(node, base string) (string, error) {
	if a.path == "" {
		return "", nil
	}
	blame := func(err error) error {
		return &Error{Origin: a.origin, Key: "ca_file", Problem: fmt.Sprintf("ca_file of the node %s: %v", node, err), Err: err}
	}
	path, err := expandPath(a.path, base)
	if err != nil {
		return "", blame(err)
	}
	info, err := os.Stat(path)
	text, err := readSmall(path, info, err, maxAuthorities)
	if err != nil {
		return "", blame(err)
	}
	if !x509.NewCertPool().AppendCertsFromPEM([]byte(text)) {
		return "", blame(fmt.Errorf("the file %s holds no certificate in PEM form", path))
	}
	return text, nil
}
