package cluster_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
	"flocktop/internal/simulate/simulatetest"
)

const token = "s3cr3t-canary-0123456789"

// bearer is a token that can be exchanged, or be missing.
type bearer struct{ value atomic.Value }

func newBearer(token string) *bearer {
	b := &bearer{}
	b.value.Store(token)
	return b
}

func (b *bearer) Header() (http.Header, error) {
	token, _ := b.value.Load().(string)
	if token == "" {
		return nil, errors.New("bearer_file of the node a: the file /run/token is empty")
	}
	return http.Header{"Authorization": {"Bearer " + token}}, nil
}

// watched is a running flock of these nodes, whose log is kept.
type watched struct {
	*cluster.Flock
	log *logged
}

type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func watch(t *testing.T, nodes ...cluster.NodeConfig) *watched {
	t.Helper()
	w := &watched{log: &logged{}}
	cfg := cluster.DefaultConfig()
	cfg.Model, cfg.PollInterval, cfg.Nodes = testModel, 20*time.Millisecond, nodes
	cfg.Log = slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	if w.Flock, err = cluster.New(cfg); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); w.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	if err := w.Settled(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *watched) embed(ctx context.Context, m *memory, list []cluster.Text) (cluster.Progress, error) {
	b := bench{flock: w.Flock}
	return b.embed(ctx, m, list)
}

// until waits for the first node to be as wanted.
func (w *watched) until(t *testing.T, what string, wanted func(cluster.Node) bool) cluster.Node {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		n := w.Refresh().Nodes[0]
		if wanted(n) {
			return n
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("the node is not %s: %s, %s", what, n.State, n.Note)
		}
	}
}

func guarded(name string) simulate.Spec {
	spec := fast(name)
	spec.Bearer = token
	return spec
}

func TestCredentialsGoWithEveryRequest(t *testing.T) {
	s := simulatetest.Start(t, guarded("a"))
	w := watch(t, cluster.NodeConfig{Name: "a", URL: s.URL(), Credentials: newBearer(token)})
	m := newMemory()
	if _, err := w.embed(t.Context(), m, texts(50)); err != nil {
		t.Fatal(err)
	}
	m.expect(t, 50, 0)
	if _, err := w.Describe(t.Context()); err != nil {
		t.Error(err)
	}
	if n := s.Stats().Unauthorized; n != 0 {
		t.Errorf("%d requests went without the token", n)
	}
	if text := w.log.String(); strings.Contains(text, "WARN") || strings.Contains(text, token) {
		t.Errorf("logged %s", text)
	}
}

func TestANodeThatWantsCredentialsSaysWhatToDo(t *testing.T) {
	s := simulatetest.Start(t, guarded("a"))
	for want, credentials := range map[string]cluster.Credentials{
		"the server wants credentials (status 401): set bearer":     nil,
		"the server refuses this node's credentials (status 401)":   newBearer("wrong-token"),
		"bearer_file of the node a: the file /run/token is empty; ": newBearer(""),
	} {
		w := watch(t, cluster.NodeConfig{Name: "a", URL: s.URL(), Credentials: credentials})
		n := w.Snapshot().Nodes[0]
		if n.State != cluster.Offline || !strings.Contains(n.Note, want) || strings.Contains(n.Note, "wrong-token") {
			t.Errorf("%s, %q; want a note with %q", n.State, n.Note, want)
		}
	}
}

func TestAnExchangedTokenIsTakenUp(t *testing.T) {
	var wanted atomic.Value
	wanted.Store("first-token")
	node := simulate.New(fast("a"))
	s := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != fmt.Sprint("Bearer ", wanted.Load()) {
			out.WriteHeader(http.StatusForbidden)
			return
		}
		node.ServeHTTP(out, r)
	}))
	t.Cleanup(s.Close)
	credentials := newBearer("first-token")
	w := watch(t, cluster.NodeConfig{Name: "a", URL: s.URL, Credentials: credentials})
	ready := func(n cluster.Node) bool { return n.State.Works() }
	w.until(t, "ready", ready)
	wanted.Store("second-token")
	w.until(t, "refused", func(n cluster.Node) bool {
		return strings.Contains(n.Note, "refuses this node's credentials (status 403)")
	})
	credentials.value.Store("second-token")
	w.until(t, "ready again", ready)
}

// A 403 in the middle of a batch is the node's matter, not the texts'.
func TestTextsAreNotBlamedForCredentials(t *testing.T) {
	good, bad := simulatetest.Start(t, fast("good")), simulate.New(fast("bad"))
	proxy := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/embed" {
			http.Error(out, "policy denies it", http.StatusForbidden)
			return
		}
		bad.ServeHTTP(out, r)
	}))
	t.Cleanup(proxy.Close)
	w := watch(t, cluster.NodeConfig{Name: "bad", URL: proxy.URL}, cluster.NodeConfig{Name: "good", URL: good.URL()})
	m := newMemory()
	if _, err := w.embed(t.Context(), m, texts(60)); err != nil {
		t.Fatal(err)
	}
	m.expect(t, 60, 0)
}

// A filter before the servers may refuse a single text; that must not keep the
// batch from its end.
func TestATextThatAFilterRefusesIsFound(t *testing.T) {
	var nodes []cluster.NodeConfig
	for _, name := range []string{"a", "b"} {
		node := simulate.New(fast(name))
		filter := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil || bytes.Contains(body, []byte("wolf")) {
				http.Error(out, "blocked by policy", http.StatusForbidden)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			node.ServeHTTP(out, r)
		}))
		t.Cleanup(filter.Close)
		nodes = append(nodes, cluster.NodeConfig{Name: name, URL: filter.URL})
	}
	w := watch(t, nodes...)
	m := newMemory()
	if _, err := w.embed(t.Context(), m, texts(40, "the wolf is here")); err != nil {
		t.Fatal(err)
	}
	m.expect(t, 39, 1)
}

func TestCredentialsNeverGoElsewhere(t *testing.T) {
	var strays atomic.Int64
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strays.Add(1) }))
	t.Cleanup(elsewhere.Close)
	var begged atomic.Int64
	beggar := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		begged.Add(1)
		http.Redirect(out, r, elsewhere.URL+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	t.Cleanup(beggar.Close)
	w := watch(t, cluster.NodeConfig{Name: "a", URL: beggar.URL, Credentials: newBearer(token)})
	n := w.Snapshot().Nodes[0]
	if n.State != cluster.Offline || !strings.Contains(n.Note, "points to another address (status 307)") {
		t.Errorf("%s, %q", n.State, n.Note)
	}
	if begged.Load() == 0 || strays.Load() != 0 {
		t.Errorf("%d requests were redirected, %d followed", begged.Load(), strays.Load())
	}
}

func TestCertificatesAndSchemesAreExplained(t *testing.T) {
	authority, err := simulate.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	encrypted := func(until time.Time, hosts ...string) string {
		spec := guarded("tls")
		if spec.TLS, err = authority.Server(until, hosts...); err != nil {
			t.Fatal(err)
		}
		return simulatetest.Start(t, spec).URL()
	}
	later := time.Now().Add(time.Hour)
	good := encrypted(later, "127.0.0.1")
	plain := simulatetest.Start(t, guarded("plain")).URL()
	for name, test := range map[string]struct {
		url, ca string
		want    string // in the note; "" is ready
	}{
		"trusted":           {good, authority.PEM, ""},
		"unknown authority": {good, "", "authority that this machine does not know"},
		"expired":           {encrypted(time.Now().Add(-time.Minute), "127.0.0.1"), authority.PEM, "has expired"},
		"another's":         {encrypted(later, "other.example"), authority.PEM, "is not for 127.0.0.1"},
		"https to http":     {strings.Replace(plain, "http:", "https:", 1), "", "speaks http, not https"},
		"http to https":     {strings.Replace(good, "https:", "http:", 1), "", "speaks https, not http"},
	} {
		w := watch(t, cluster.NodeConfig{Name: "a", URL: test.url, CA: test.ca, Credentials: newBearer(token)})
		n := w.Snapshot().Nodes[0]
		if (test.want == "") != n.State.Works() || !strings.Contains(n.Note, test.want) {
			t.Errorf("%s: %s, %q; want %q", name, n.State, n.Note, test.want)
		}
	}
	m := newMemory()
	w := watch(t, cluster.NodeConfig{Name: "a", URL: good, CA: authority.PEM, Credentials: newBearer(token)},
		cluster.NodeConfig{Name: "b", URL: encrypted(later, "127.0.0.1"), CA: authority.PEM, Credentials: newBearer(token)},
		cluster.NodeConfig{Name: "c", URL: plain, Credentials: newBearer(token)})
	if _, err := w.embed(t.Context(), m, texts(60)); err != nil {
		t.Fatal(err)
	}
	m.expect(t, 60, 0)
}

func TestUnfitNodesAreRefusedWithoutTheirSecret(t *testing.T) {
	for name, n := range map[string]cluster.NodeConfig{
		"a password":               {URL: "http://u:" + token + "@box"},
		"a password, no scheme":    {URL: "u:" + token + "@box"},
		"a password in a bad host": {URL: "http://u:" + token + "@bo x:port"},
		"no certificate":           {URL: "https://box", CA: token},
	} {
		cfg := cluster.DefaultConfig()
		cfg.Nodes = []cluster.NodeConfig{n}
		_, err := cluster.New(cfg)
		if err == nil || strings.Contains(err.Error(), token) {
			t.Errorf("%s: %v", name, err)
		}
		f, err := cluster.New(cluster.DefaultConfig())
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Add(n); err == nil || strings.Contains(err.Error(), token) {
			t.Errorf("adding %s: %v", name, err)
		}
	}
}

func TestUnencryptedCredentialsAreWarnedOfOnce(t *testing.T) {
	log := &logged{}
	cfg := cluster.DefaultConfig()
	cfg.Log = slog.New(slog.NewTextHandler(log, nil))
	cfg.Nodes = []cluster.NodeConfig{
		{Name: "far", URL: "http://ollama.example.org", Credentials: newBearer(token)},
		{Name: "without", URL: "http://other.example.org"},
		{Name: "near", URL: "http://10.0.0.5", Credentials: newBearer(token)},
		{Name: "safe", URL: "https://third.example.org", Credentials: newBearer(token)},
	}
	if _, err := cluster.New(cfg); err != nil {
		t.Fatal(err)
	}
	if got := log.String(); strings.Count(got, "unencrypted") != 1 || !strings.Contains(got, "node=far") || strings.Contains(got, token) {
		t.Errorf("logged %s", got)
	}
}

// ways are how a server, careless or worse, may repeat what it was sent.
func ways(out http.ResponseWriter, header string, turn int64) {
	switch turn % 5 {
	case 0:
		out.WriteHeader(http.StatusInternalServerError)
		_, _ = io.WriteString(out, `{"error":"upstream rejected the header Authorization: `+header+`"}`)
	case 1:
		out.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(out, "denied: "+strings.ToUpper(header))
	case 2:
		_, _ = io.WriteString(out, `<html>`+header+`</html>`)
	case 3: // no HTTP at all: net/http quotes it
		conn, _, _ := http.NewResponseController(out).Hijack()
		_, _ = io.WriteString(conn, header+"\r\n"+header+"\r\n\r\n")
		_ = conn.Close()
	default:
		out.Header().Set("Location", "http://127.0.0.1/"+header)
		out.WriteHeader(http.StatusFound)
	}
}

func TestAServerThatRepeatsTheSecretIsMasked(t *testing.T) {
	node := simulate.New(fast("echo"))
	var turn atomic.Int64
	var healthy atomic.Bool
	s := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		header := r.Header.Get("Authorization")
		switch {
		case healthy.Load() && r.URL.Path == "/api/version":
			_, _ = io.WriteString(out, `{"version":"1.0 (`+header+`)"}`)
		case healthy.Load() && r.URL.Path != "/api/embed":
			node.ServeHTTP(out, r)
		default:
			ways(out, header, turn.Add(1))
		}
	}))
	t.Cleanup(s.Close)
	w := watch(t, cluster.NodeConfig{Name: "a", URL: s.URL, Credentials: newBearer(token)})
	seen := map[string]bool{}
	look := func(n cluster.Node) {
		for _, text := range []string{n.Note, n.LastError, n.Version, w.log.String()} {
			if strings.Contains(strings.ToLower(text), token) {
				t.Fatalf("the secret is shown: %s", text)
			}
		}
		seen[n.Note] = true
	}
	w.until(t, "seen in all its ways", func(n cluster.Node) bool { look(n); return turn.Load() > 40 })
	healthy.Store(true)
	w.until(t, "ready", func(n cluster.Node) bool { look(n); return n.State.Works() })
	ctx, stop := context.WithCancel(t.Context())
	m := newMemory()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = w.embed(ctx, m, texts(20))
	}()
	before := turn.Load()
	w.until(t, "seen embedding in all its ways", func(n cluster.Node) bool { look(n); return turn.Load() > before+3 })
	stop()
	<-done
	for _, reason := range m.rejected {
		if strings.Contains(strings.ToLower(reason), token) {
			t.Errorf("the secret is in a failure: %s", reason)
		}
	}
	if len(seen) < 5 {
		t.Errorf("only these errors were seen: %v", seen)
	}
}
