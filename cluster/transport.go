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
	byCA map[string]*http.Transport // by the PEM text; "" is for most nodes
}

func newTransports(dial DialFunc) *transports {
	return &transports{dial: dial, byCA: map[string]*http.Transport{}}
}

// get gives the transport that trusts the system's authorities and these.
func (t *transports) get(ca string) (*http.Transport, error) {
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
	t.byCA[ca] = made
	return made, nil
}

// closeIdle closes what no request uses.
func (t *transports) closeIdle() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, transport := range t.byCA {
		transport.CloseIdleConnections()
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
