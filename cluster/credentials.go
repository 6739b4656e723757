package cluster

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// Credentials are the header fields that a node's server, or the proxy before
// it, wants to see. Header is called for every request, from any goroutine, so
// that a secret that was exchanged is taken up; its error is a sentence for
// people that names what is missing.
type Credentials interface {
	Header() (http.Header, error)
}

// credentialsError says that a request was not sent for want of credentials.
type credentialsError struct{ err error }

func (e *credentialsError) Error() string { return e.err.Error() }

func (e *credentialsError) Unwrap() error { return e.err }

// refusedError says that a server answered 401 or 403.
type refusedError struct {
	status  int
	message string // the server's; may be empty
	given   bool   // credentials were sent
}

func (e *refusedError) Error() string {
	text := fmt.Sprintf("the server wants credentials (status %d): set bearer or headers for this node in the configuration", e.status)
	if e.given {
		text = fmt.Sprintf("the server refuses this node's credentials (status %d): look at its bearer and headers in the configuration", e.status)
	}
	if e.message != "" && !isPage(e.message) {
		text += "; it says: " + e.message
	}
	return text
}

// authorized sends a node's credentials with every request to that node, and
// with none that goes elsewhere.
type authorized struct {
	next        http.RoundTripper
	base        *url.URL
	credentials Credentials
	mask        *mask
}

func (t authorized) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != t.base.Scheme || !strings.EqualFold(r.URL.Host, t.base.Host) {
		return t.next.RoundTrip(r) //nolint:wrapcheck // a transport passes errors on as they are
	}
	header, err := t.credentials.Header()
	if err == nil {
		err = sendable(header)
	}
	if err != nil {
		if r.Body != nil {
			_ = r.Body.Close() // as a transport must; it is in memory
		}
		return nil, &credentialsError{err}
	}
	t.mask.learn(header)
	r = r.Clone(r.Context()) // a transport must not change its caller's
	for name, values := range header {
		r.Header[http.CanonicalHeaderKey(name)] = values
	}
	return t.next.RoundTrip(r) //nolint:wrapcheck // likewise
}

// sendable refuses what net/http would refuse with the value in its message, or
// what the mask could not find again.
func sendable(header http.Header) error {
	for name, values := range header {
		for _, value := range values {
			if strings.ContainsFunc(value, func(r rune) bool { return (r < ' ' && r != '\t') || r > '~' }) {
				return errors.New("the value of the header field " + name + " has characters that cannot be sent")
			}
		}
	}
	return nil
}

// exposed says whether credentials for that address cross a network of others
// unencrypted. A name without a dot, or of a local domain, is taken for one of
// this network.
func exposed(base *url.URL) bool {
	if base.Scheme == "https" {
		return false
	}
	host := strings.TrimSuffix(strings.ToLower(base.Hostname()), ".")
	if ip, err := netip.ParseAddr(host); err == nil {
		ip = ip.Unmap()
		shared := netip.MustParsePrefix("100.64.0.0/10") // of a carrier, and of private overlay networks
		return !ip.IsLoopback() && !ip.IsPrivate() && !ip.IsLinkLocalUnicast() && !shared.Contains(ip)
	}
	if !strings.Contains(host, ".") {
		return false
	}
	for _, local := range []string{".localhost", ".local", ".lan", ".home", ".internal", ".home.arpa"} {
		if strings.HasSuffix(host, local) {
			return false
		}
	}
	return true
}
