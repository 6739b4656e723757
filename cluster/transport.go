package cluster

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"sync"
	"time"
)

// transports are the connections to nodes. All nodes share one, which keeps
// connections by host, but for those that trust further authorities: they share
// one for each set of these.
type transports struct {
	dial DialFunc

	mu   sync.Mutex
	byCA map[string]*renewable // by the PEM text; "" is for most nodes
}

func newTransports(dial DialFunc) *transports {
	return &transports{dial: dial, byCA: map[string]*renewable{}}
}

// get gives the transport that trusts the system's authorities and these.
func (t *transports) get(ca string) (*renewable, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if known := t.byCA[ca]; known != nil {
		return known, nil
	}
	made := newTransport(t.dial)
	if ca != "" {
		pool, err := x509.SystemCertPool()
		if err != nil { // a machine without any
			pool = x509.NewCertPool()
		}
		if !pool.AppendCertsFromPEM([]byte(ca)) {
			return nil, errors.New("the authorities' file holds no certificate in PEM form")
		}
		made.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	t.byCA[ca] = &renewable{now: made}
	return t.byCA[ca], nil
}

// closeIdle closes what no request uses.
func (t *transports) closeIdle() {
	t.each((*renewable).closeIdle)
}

// renew has every connection from before given up: what no request uses is closed,
// and no other request goes over one that is still in use.
func (t *transports) renew() {
	t.each((*renewable).renew)
}

func (t *transports) each(do func(*renewable)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, transport := range t.byCA {
		do(transport)
	}
}

// renewable is a transport that can begin with no connection again.
type renewable struct {
	mu     sync.Mutex
	now    *http.Transport
	before *http.Transport // the one that it took the place of, with what was in use then; nil where it is the first
}

func (r *renewable) RoundTrip(request *http.Request) (*http.Response, error) {
	r.mu.Lock()
	now := r.now
	r.mu.Unlock()
	return now.RoundTrip(request) //nolint:wrapcheck // a transport passes errors on as they are
}

func (r *renewable) renew() {
	r.closeIdle()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now, r.before = r.now.Clone(), r.now
}

func (r *renewable) closeIdle() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now.CloseIdleConnections()
	if r.before != nil {
		r.before.CloseIdleConnections()
	}
}

func newTransport(dial DialFunc) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert,errcheck // documented type of the default
	t.MaxIdleConns = 0                                   // no limit over all nodes; the next line limits each
	// as many as a node may have requests under way, and its probes: a new one is a
	// hint that the server may be another, see identity.go
	t.MaxIdleConnsPerHost = 16
	t.IdleConnTimeout = 2 * time.Minute
	if dial != nil {
		t.Proxy, t.DialContext = nil, dial
	}
	t.MaxResponseHeaderBytes = headerBytes
	t.DisableCompression = true // vectors hardly compress, and it costs both ends
	return t
}
