package cluster

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ollama/ollama/api"
	"pgregory.net/rapid"
)

// Whatever surrounds a secret, and however a server writes it, it is not in the
// text afterwards.
func TestSecretsAreTakenOutOfForeignTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[!-~]{6,40}`).Draw(t, "secret")
		scheme := rapid.SampledFrom([]string{"", "Bearer ", "Token ", "Basic x "}).Draw(t, "scheme")
		encodings := map[string]func(string) string{
			"as it is":    func(s string) string { return s },
			"JSON":        func(s string) string { b, _ := json.Marshal(s); return string(b) },
			"Go":          func(s string) string { return fmt.Sprintf("%q", s) },
			"query":       url.QueryEscape,
			"path":        url.PathEscape,
			"HTML":        html.EscapeString,
			"base64":      func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
			"upper case":  strings.ToUpper,
			"lower case":  strings.ToLower,
			"interleaved": func(s string) string { return strings.Join(strings.Split(s, ""), "\x00\u200b") },
		}
		m := &mask{}
		m.learn(http.Header{"Authorization": {scheme + secret}})
		before, after := rapid.String().Draw(t, "before"), rapid.String().Draw(t, "after")
		for name, encode := range encodings {
			text := encode(scheme + secret)
			got := clean(m.text(before + text + after))
			if shown := strings.Trim(printable(encode(secret)), `"`); strings.Contains(got, shown) && !strings.Contains(clean(before+after), shown) {
				t.Fatalf("%s: %q shows %q", name, got, shown)
			}
		}
	})
}

func TestASecretAtTheEndOfALongTextIsNotCutInTwo(t *testing.T) {
	m := &mask{}
	m.learn(http.Header{"X-Api-Key": {"0123456789-abcdefghij"}})
	for n := range 30 {
		got := clean(m.text(strings.Repeat("x", maxForeign-n) + "0123456789-abcdefghij"))
		if strings.Contains(got, "0123456") {
			t.Fatalf("%q", got[maxForeign-n:])
		}
	}
}

func TestPasswordsInsideBasicAreHidden(t *testing.T) {
	m := &mask{}
	m.learn(http.Header{"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte("sheep:hunter2!"))}})
	if got := m.text("wrong password hunter2! for sheep"); got != "wrong password "+masked+" for sheep" {
		t.Error(got)
	}
}

func TestTheMaskRemembersWhatWasSentBefore(t *testing.T) {
	m := &mask{}
	for i := range rememberedSecrets {
		m.learn(http.Header{"A": {fmt.Sprintf("secret-%02d", i)}})
	}
	if got := m.text("secret-00 secret-15"); got != masked+" "+masked {
		t.Error(got)
	}
	m.learn(http.Header{"A": {"secret-16"}})
	if len(m.values) != rememberedSecrets {
		t.Errorf("%d values are kept", len(m.values))
	}
}

func TestWordsThatEverybodyUsesStay(t *testing.T) {
	m := &mask{}
	m.learn(http.Header{"Authorization": {"Bearer 0123456789"}, "X-Tenant": {"a"}})
	const text = "a Bearer token is wanted for all-minilm"
	if got := m.text(text); got != text {
		t.Error(got)
	}
}

func TestErrorsKeepTheirMeaningBehindTheMask(t *testing.T) {
	m := &mask{}
	m.learn(http.Header{"Authorization": {"Bearer 0123456789"}})
	cause := errors.New("0123456789")
	for name, err := range map[string]error{
		"status":   api.StatusError{StatusCode: 500, Status: "500 0123456789", ErrorMessage: "bad token 0123456789"},
		"403":      api.StatusError{StatusCode: 403, ErrorMessage: "no 0123456789"},
		"401":      api.AuthorizationError{StatusCode: 401, Status: "0123456789", SigninURL: "0123456789"},
		"net/http": &url.Error{Op: "Get", URL: "http://0123456789", Err: fmt.Errorf("%w: malformed \"0123456789\"", cause)},
	} {
		got := m.err(fmt.Errorf("wrapped: %w", err))
		for _, text := range []string{got.Error(), explain(got), classify(got).reason, fmt.Sprintf("%+v", got)} {
			if strings.Contains(text, "0123456789") || text == "" {
				t.Errorf("%s: %q", name, text)
			}
		}
		if _, ok := errors.AsType[api.StatusError](got); ok != (name == "status") {
			t.Errorf("%s: is a %T", name, got)
		}
		if _, ok := errors.AsType[*refusedError](got); ok != (name == "401" || name == "403") {
			t.Errorf("%s: is a %T", name, got)
		}
		if errors.Is(got, cause) != (name == "net/http") {
			t.Errorf("%s: its cause is lost or made up", name)
		}
	}
	var none *mask
	if err := none.err(cause); err != cause { //nolint:errorlint // the very same
		t.Error("a node without credentials has its errors changed")
	}
}

func TestWhoseNetworkAnAddressIsOn(t *testing.T) {
	for address, want := range map[string]bool{
		"http://127.0.0.1:11434": false, "http://10.1.2.3": false, "http://192.168.0.1": false, "http://[::1]": false,
		"http://[fd00::1]": false, "http://100.100.1.1": false, "http://gpu-box": false, "http://gpu-box.local:80": false,
		"http://localhost": false, "https://example.org": false, "http://example.org": true, "http://8.8.8.8": true,
		"http://[2001:db8::1]:11434": true, "http://example.org.": true,
	} {
		base, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := exposed(base); got != want {
			t.Errorf("%s: exposed %v, want %v", address, got, want)
		}
	}
}

// fixed are credentials that never change.
type fixed http.Header

func (f fixed) Header() (http.Header, error) { return http.Header(f), nil }

// recorded is a transport that keeps what it was to send.
type recorded struct{ header http.Header }

func (r *recorded) RoundTrip(request *http.Request) (*http.Response, error) {
	r.header = request.Header
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: request}, nil
}

// At ollama.com api.Client wants to sign by a key that few have.
func TestOwnCredentialsNeedNoKeyOfOllama(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	base := &url.URL{Scheme: "https", Host: "ollama.com"}
	sent := &recorded{}
	if _, err := newClient(base, sent, fixed{"Authorization": {"Bearer 0123456789"}}, newBudget(1<<20)).version(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := sent.header.Get("Authorization"); got != "Bearer 0123456789" {
		t.Errorf("sent %q", got)
	}
	if _, err := newClient(base, sent, nil, newBudget(1<<20)).version(t.Context()); err == nil {
		t.Error("without credentials of its own a node at ollama.com does without a key: then nothing need be done for those with them")
	}
}

func TestCredentialsStayWithTheirAddress(t *testing.T) {
	base := &url.URL{Scheme: "https", Host: "box:8443"}
	for address, want := range map[string]bool{
		"https://box:8443/api/ps": true, "https://BOX:8443/": true, "http://box:8443/": false, "https://box/": false,
		"https://box.example:8443/": false, "https://evil/box:8443": false,
	} {
		sent := &recorded{}
		transport := authorized{next: sent, base: base, credentials: fixed{"X-Api-Key": {"0123456789"}}, mask: &mask{}}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := transport.RoundTrip(request); err != nil {
			t.Fatal(err)
		}
		if got := sent.header.Get("X-Api-Key") != ""; got != want {
			t.Errorf("%s: credentials sent %v, want %v", address, got, want)
		}
		if len(request.Header) != 0 {
			t.Error("the caller's request was changed")
		}
	}
}

func TestWhatNoHeaderCanCarryIsNotSent(t *testing.T) {
	for _, value := range []string{"0123456789\r\nX: y", "0123456789\n", "0123456789\x00", "λ0123456789"} {
		_, err := newClient(&url.URL{Scheme: "http", Host: "box"}, &recorded{}, fixed{"A": {value}}, newBudget(1<<20)).version(t.Context())
		if _, ok := errors.AsType[*credentialsError](err); !ok || strings.Contains(err.Error(), "0123456789") {
			t.Errorf("%q: %v", value, err)
		}
	}
}
