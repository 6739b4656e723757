package cluster

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/ollama/ollama/api"
)

// errAnswerTooLong ends the reading of an answer that no honest server gives.
var errAnswerTooLong = errors.New("the answer is longer than any honest one")

// errEmptyAnswer stands for an answer without a word.
var errEmptyAnswer = errors.New("an empty answer")

// client speaks to one node. Nothing that comes out of it shows what the node
// was sent to authorise a request.
type client struct {
	api   *api.Client
	mask  *mask // nil where the node has no credentials
	hints hints
}

// newClient makes the client of one node. Redirects are not followed: a node is
// what its URL says.
func newClient(base *url.URL, next http.RoundTripper, credentials Credentials, budget *budget) *client {
	c := &client{}
	next = hintingTransport{next: next, hints: &c.hints}
	if credentials != nil {
		c.mask = &mask{}
		if base.Hostname() == ollamaHost { // api.Client would want its own key there
			shouted := *base
			shouted.Host = strings.ToUpper(base.Host)
			base = &shouted
		}
		next = authorized{next: next, base: base, credentials: credentials, mask: c.mask}
	}
	c.api = api.NewClient(base, &http.Client{
		Transport: boundedTransport{next: next, budget: budget, buffers: &buffers{}},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	})
	return c
}

// ollamaHost is where api.Client signs requests by a key of the user's home
// folder, and fails where there is none.
const ollamaHost = "ollama.com"

func (c *client) version(ctx context.Context) (string, error) {
	v, err := c.api.Version(ctx)
	return v, c.mask.err(err)
}

func (c *client) list(ctx context.Context) (*api.ListResponse, error) {
	answer, err := c.api.List(ctx)
	return answer, c.mask.err(err)
}

func (c *client) running(ctx context.Context) (*api.ProcessResponse, error) {
	answer, err := c.api.ListRunning(ctx)
	return answer, c.mask.err(err)
}

func (c *client) show(ctx context.Context, request *api.ShowRequest) (*api.ShowResponse, error) {
	answer, err := c.api.Show(ctx, request)
	return answer, c.mask.err(err)
}

// unload has the server drop a model: a request for nothing, to be kept for no
// time. It is the one call that does so with every model, and loads none.
func (c *client) unload(ctx context.Context, model string) error {
	stream, answered := false, false
	request := &api.GenerateRequest{Model: model, Stream: &stream, KeepAlive: &api.Duration{}}
	err := c.api.Generate(ctx, request, func(api.GenerateResponse) error {
		answered = true
		return nil
	})
	if err == nil && !answered {
		err = errEmptyAnswer
	}
	return c.mask.err(err)
}

// clean makes a text from this server fit to be shown and kept.
func (c *client) clean(s string) string { return clean(c.mask.text(s)) }

// redirectError says that a server points elsewhere.
type redirectError struct{ status int }

func (e *redirectError) Error() string {
	return fmt.Sprintf("the server points to another address (status %d), which is not followed: give the node the address of "+
		"Ollama itself, or set bearer or headers if that is a page to log in", e.status)
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
	if answer.StatusCode >= http.StatusMultipleChoices && answer.StatusCode < http.StatusBadRequest {
		_ = answer.Body.Close() // nothing of it is wanted
		return nil, &redirectError{answer.StatusCode}
	}
	if answer.Body, err = t.budget.bound(r.Context(), answer.Body, t.budget.limit(r)); err != nil {
		return nil, err
	}
	if err := t.buffers.takeVectors(r, answer); err != nil {
		return nil, err
	}
	return answer, nil
}

// parseNodeURL reads an address. One with a password is refused without being
// shown: addresses are on the screen and in logs.
func parseNodeURL(s string) (*url.URL, error) {
	if authority, _, _ := strings.Cut(strings.TrimPrefix(s[strings.Index(s, ":")+1:], "//"), "/"); strings.Contains(authority, "@") {
		return nil, errors.New("the address of a node holds a user or password: give it the credentials as bearer or headers instead")
	}
	u, err := url.Parse(s)
	if err != nil {
		return nil, fmt.Errorf("node address %q: %w", s, err)
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("node address %q needs the form http://host:port", s)
	}
	return u, nil
}

// keepAlive holds a model in memory between the requests of a batch.
const keepAlive = 10 * time.Minute

// requestOptions are those of embedRequest that shape vectors.
const requestOptions = `{"truncate":false}`

// embedRequest is the same for every node and batch: other options would have
// servers reload the model.
func embedRequest(model string, texts []string) *api.EmbedRequest {
	truncate := false // an input that does not fit is to be said, not cut
	return &api.EmbedRequest{
		Model: model, Input: texts, Truncate: &truncate,
		KeepAlive: &api.Duration{Duration: keepAlive},
	}
}
