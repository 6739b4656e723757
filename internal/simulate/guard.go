package simulate

import (
	"crypto/subtle"
	"net/http"
)

// admit answers as a proxy before the server does where a request lacks the
// bearer token of the spec, and says whether the request may pass.
func (n *Node) admit(w http.ResponseWriter, r *http.Request) bool {
	if n.spec.Bearer == "" {
		return true
	}
	given, want := r.Header.Get("Authorization"), "Bearer "+n.spec.Bearer
	if subtle.ConstantTimeCompare([]byte(given), []byte(want)) == 1 {
		return true
	}
	n.tally.add(func(s *Stats) { s.Unauthorized++ })
	w.Header().Set("WWW-Authenticate", `Bearer realm="ollama"`)
	writeError(w, http.StatusUnauthorized, "unauthorized: a valid API key is required")
	return false
}
