package simulate

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"testing"
	"time"

	"github.com/ollama/ollama/api"
)

func TestAGuardedServerWantsItsToken(t *testing.T) {
	authority, err := NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	config, err := authority.Server(time.Now().Add(time.Hour), "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Start(t.Context(), Spec{Models: Known(MiniLM), Bearer: "right", TLS: config})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM([]byte(authority.PEM))
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}
	defer transport.CloseIdleConnections()
	for token, want := range map[string]int{"": 401, "Bearer wrong": 401, "right": 401, "Bearer right": 200} {
		for _, path := range []string{"/api/version", "/api/embed", "/nowhere"} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+path, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			if token != "" {
				r.Header.Set("Authorization", token)
			}
			answer, err := transport.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			if got := answer.StatusCode; (got == 401) != (want == 401) || path == "/api/version" && got != want {
				t.Errorf("%s with %q: status %d", path, token, got)
			}
		}
	}
	if stats := s.Stats(); stats.Unauthorized != 9 {
		t.Errorf("%d requests were turned away, want 9", stats.Unauthorized)
	}
	if _, err := client(t, s.URL(), http.DefaultTransport).List(t.Context()); err == nil {
		t.Error("a client that does not know the authority was served")
	}
	if _, err := client(t, s.URL(), transport).Embed(t.Context(), &api.EmbedRequest{Model: MiniLM, Input: "a"}); err == nil {
		t.Error("a client without the token was served")
	}
}
