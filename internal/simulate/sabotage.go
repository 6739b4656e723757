package simulate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
)

// messageBusy is what a full server says, with its two spaces.
const messageBusy = "server busy, please try again.  maximum pending requests exceeded"

// page is what a router's login page or a proxy's apology looks like.
const page = "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>\n"

// runnerPort is where the crashed runner of the error message listened: in the
// range from which Ollama draws, and fixed, so that pictures come out the same.
const runnerPort = 43119

// strike lets those faults act that come before any work, and says whether the
// request is over.
func (n *Node) strike(w http.ResponseWriter, r *http.Request, hit met) (over bool) {
	for _, f := range hit {
		switch f.Kind { //nolint:exhaustive // the others act later
		case SilentAll, Hang:
			// a server notices that its client leaves only once the body is read
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
			return true
		case Down, Refuse:
			if f.After == 0 || r.URL.Path != "/api/embed" {
				hangUp(w)
			}
		case Busy503:
			refused := busy(hit)
			writeError(w, refused.status, refused.message)
			return true
		case HTMLPage:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, page)
			return true
		}
	}
	return false
}

// busy is the answer of a full server.
func busy(hit met) *refusal {
	f, _ := hit.get(Busy503)
	return f.refusal(http.StatusServiceUnavailable, messageBusy)
}

// failure is the error that a request ends with by fault, or nil.
func (n *Node) failure(hit met) *refusal {
	for _, f := range hit {
		switch f.Kind { //nolint:exhaustive // the others are no error answers
		case EOFError, PoisonText:
			// 400 since 0.13.5, 500 before: the message is what tells
			return f.refusal(http.StatusBadRequest, fmt.Sprintf(`do embedding request: Post "http://127.0.0.1:%d/embedding": EOF`, runnerPort))
		case NaN:
			return f.refusal(http.StatusInternalServerError, "failed to encode response: json: unsupported value: NaN")
		}
	}
	return nil
}

// refusal is the fault's error answer, with its own status and words if it has any.
func (f Fault) refusal(status int, message string) *refusal {
	if f.Status != 0 {
		status = f.Status
	}
	if f.Message != "" {
		message = f.Message
	}
	return &refusal{status, message}
}

// kill is the end of the process: it forgets what was in memory, and takes the
// listener with it where there is one.
func (n *Node) kill() {
	n.Set(Fault{Kind: Down})
	if n.die != nil {
		n.die()
	}
}

// mangler returns what spoils an answer's body, if one of the faults does.
func mangler(hit met) (func(w http.ResponseWriter, status int, body []byte), bool) {
	for _, f := range hit {
		switch f.Kind { //nolint:exhaustive // the others leave the body alone
		case ResetMidBody:
			return writeHalf, true
		case CutShort:
			return func(w http.ResponseWriter, status int, body []byte) { writeBody(w, status, body[:len(body)/2]) }, true
		}
	}
	return nil, false
}

// writeHalf announces a body, sends half of it and breaks the connection.
func writeHalf(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body[:len(body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// recorder keeps an answer so that it can be mangled.
type recorder struct {
	header http.Header
	status int
	body   []byte
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	r.body = append(r.body, p...)
	return len(p), nil
}

// otherDigest is the digest that a model has under the OtherDigest fault.
func otherDigest(digest string) string {
	sum := sha256.Sum256([]byte("another model than " + digest))
	return hex.EncodeToString(sum[:])
}
