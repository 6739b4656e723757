package cluster

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/ollama/ollama/api"
)

const (
	// masked stands where a secret was.
	masked = "•••"
	// shortestSecret is the length from which a text is searched for a secret:
	// shorter ones are none, and would be found in everything.
	shortestSecret = 6
	// rememberedSecrets bounds how many values are searched for, old ones
	// included: an answer may repeat what was sent before it was exchanged.
	rememberedSecrets = 16
)

// mask takes the secrets that were sent to a node out of all that comes from
// there: a careless server, or a proxy, repeats what it was sent in its error
// messages. A nil mask hides nothing.
type mask struct {
	mu     sync.Mutex
	values []string       // that were sent, the oldest first
	find   *regexp.Regexp // any of them, in any of the usual encodings; nil while there is none
}

// learn takes in what is about to be sent.
func (m *mask) learn(header http.Header) {
	m.mu.Lock()
	defer m.mu.Unlock()
	fresh := false
	for _, values := range header {
		for _, value := range values {
			if !slices.Contains(m.values, value) {
				m.values, fresh = append(m.values, value), true
			}
		}
	}
	if !fresh {
		return
	}
	if surplus := len(m.values) - max(rememberedSecrets, 2*len(header)); surplus > 0 {
		m.values = slices.Delete(m.values, 0, surplus)
	}
	m.find = finder(m.values)
}

// finder matches all forms of the values, whatever became of their case.
func finder(values []string) *regexp.Regexp {
	var forms []string
	for _, value := range values {
		for _, secret := range secretsIn(value) {
			forms = append(forms, formsOf(secret)...)
		}
	}
	forms = slices.DeleteFunc(forms, func(s string) bool { return len(s) < shortestSecret })
	// the longest first, so that nothing of one is left beside a part of it
	slices.SortFunc(forms, func(a, b string) int { return len(b) - len(a) })
	if forms = slices.Compact(forms); len(forms) == 0 {
		return nil
	}
	for i, s := range forms {
		forms[i] = regexp.QuoteMeta(s)
	}
	return regexp.MustCompile("(?i)" + strings.Join(forms, "|")) // visible ASCII only, see sendable
}

// secretsIn lists what of a header field's value is worth hiding: the whole,
// what follows the scheme's name, each word of that, and the user and password
// that "Basic" encodes.
func secretsIn(value string) []string {
	out := []string{value}
	words := strings.Fields(value)
	if len(words) < 2 {
		return out
	}
	out = append(append(out, strings.Join(words[1:], " ")), words[1:]...)
	if strings.EqualFold(words[0], "basic") {
		if plain, err := base64.StdEncoding.DecodeString(words[1]); err == nil && sendable(http.Header{"": {string(plain)}}) == nil {
			_, password, _ := strings.Cut(string(plain), ":")
			out = append(out, string(plain), password)
		}
	}
	return out
}

// formsOf lists a secret as it is, and as servers write texts into messages.
func formsOf(secret string) []string {
	asJSON, _ := json.Marshal(secret) //nolint:errchkjson // a string can always be encoded
	return []string{
		secret, strings.Trim(string(asJSON), `"`), strings.Trim(fmt.Sprintf("%q", secret), `"`), strings.ReplaceAll(secret, "/", `\/`),
		url.QueryEscape(secret), url.PathEscape(secret), html.EscapeString(secret),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawStdEncoding.EncodeToString([]byte(secret)),
		base64.URLEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
	}
}

// text is a text from the node as it may be shown, logged and stored. What
// cannot be printed is taken out before, so that it cannot take a secret apart.
func (m *mask) text(s string) string {
	if m == nil {
		return s
	}
	m.mu.Lock()
	find := m.find
	m.mu.Unlock()
	if find == nil {
		return s
	}
	return find.ReplaceAllLiteralString(printable(s), masked)
}

// err is an error of a request to the node, as it may be shown, logged and
// stored: refusals with advice, texts of the server without secrets.
func (m *mask) err(err error) error {
	if err == nil {
		return nil
	}
	if refused, ok := errors.AsType[api.AuthorizationError](err); ok {
		return &refusedError{status: refused.StatusCode, given: m != nil}
	}
	if status, ok := errors.AsType[api.StatusError](err); ok {
		status.Status, status.ErrorMessage = m.text(status.Status), m.text(status.ErrorMessage)
		if status.StatusCode == http.StatusForbidden || status.StatusCode == http.StatusUnauthorized {
			return &refusedError{status: status.StatusCode, message: clean(status.ErrorMessage), given: m != nil}
		}
		return status
	}
	if text := m.text(err.Error()); text != err.Error() {
		return &maskedError{text: text, cause: err}
	}
	return err
}

// maskedError is an error whose text had a secret in it. Its cause is known to
// errors.Is alone, not to anybody who would print it.
type maskedError struct {
	text  string
	cause error
}

func (e *maskedError) Error() string { return e.text }

// Is looks through to the cause.
func (e *maskedError) Is(target error) bool { return errors.Is(e.cause, target) }
