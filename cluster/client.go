package cluster

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/ollama/ollama/api"
)

// errAnswerTooLong ends the reading of an answer that no honest server gives.
var errAnswerTooLong = errors.New("the answer is longer than any honest one")

// newTransport is shared by all nodes: connections are kept by host.
func newTransport(dial DialFunc) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert,errcheck // documented type of the default
	t.MaxIdleConns = 0                                   // no limit over all nodes; the next line limits each
	t.MaxIdleConnsPerHost = 4
	t.IdleConnTimeout = 2 * time.Minute
	if dial != nil {
		t.Proxy, t.DialContext = nil, dial
	}
	t.MaxResponseHeaderBytes = headerBytes
	t.DisableCompression = true // vectors hardly compress, and it costs both ends
	return t
}

// newClient makes the client of one node. Redirects are not followed: a node is
// what its URL says.
func newClient(base *url.URL, transport http.RoundTripper, budget *budget) *api.Client {
	return api.NewClient(base, &http.Client{
		Transport: boundedTransport{next: transport, budget: budget, buffers: &buffers{}},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	})
}

// boundedTransport limits how much of an answer is read, and takes the vectors
// out of it.
type boundedTransport struct {
	next    http.RoundTripper
	budget  *budget
	buffers *buffers
}

func (t boundedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err //nolint:wrapcheck // a transport passes errors on as they are
	}
	if answer.Body, err = t.budget.bound(r.Context(), answer.Body, t.budget.limit(r)); err != nil {
		return nil, err
	}
	if err := t.buffers.takeVectors(r, answer); err != nil {
		return nil, err
	}
	return answer, nil
}

func parseNodeURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil {
		return nil, fmt.Errorf("node address %q: %w", s, err)
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("node address %q needs the form http://host:port", s)
	}
	return u, nil
}
