package cluster

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/ollama/ollama/api"
)

// Whatever opened a connection, later requests go over it unnoticed: so each
// call must be a hint, but for the readings that are made to see who answers.
func TestWhateverOpensAConnectionIsAHint(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{}`))
	}))
	defer server.Close()
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	calls := map[string]func(*client, context.Context) error{
		"ps":   func(c *client, ctx context.Context) error { _, err := c.running(ctx); return err },
		"show": func(c *client, ctx context.Context) error { _, err := c.show(ctx, &api.ShowRequest{}); return err },
		"embed": func(c *client, ctx context.Context) error {
			_, err := c.embed(ctx, embedRequest("m", []string{"a"}), 0)
			return err
		},
	}
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			transport := newTransport(nil)
			defer transport.CloseIdleConnections()
			c := newClient(base, transport, nil, newBudget(256*megabyte))
			hinted := func(ctx context.Context) bool {
				before := c.hints.last()
				if err := call(c, ctx); err != nil {
					t.Fatal(err)
				}
				return !c.hints.last().Equal(before)
			}
			if !hinted(t.Context()) {
				t.Error("a new connection is no hint")
			}
			if hinted(t.Context()) {
				t.Error("a used connection is a hint")
			}
			transport.CloseIdleConnections()
			if hinted(asReading(t.Context())) {
				t.Error("a reading's own connection is a hint")
			}
		})
	}
}

func TestALoadInAnAnswerIsAHint(t *testing.T) {
	for answer, want := range map[string]bool{
		`{"embeddings":[[1]],"load_duration":400000000}`: true,
		`{"embeddings":[[1]],"load_duration":1000000}`:   false,
	} {
		c := newClient(&url.URL{Scheme: "http", Host: "box"}, hostile{status: 200, answers: map[string][]byte{"/api/embed": []byte(answer)}}, nil, newBudget(megabyte))
		if _, err := c.embed(t.Context(), embedRequest("m", []string{"a"}), 0); err != nil {
			t.Fatal(err)
		}
		if got := !c.hints.last().IsZero(); got != want {
			t.Errorf("%s is a hint: %t, want %t", answer, got, want)
		}
	}
}
