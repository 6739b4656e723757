package simulate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/ollama/ollama/api"
)

// embedRequest is api.EmbedRequest with its input not decoded yet.
type embedRequest struct {
	Model      string          `json:"model"`
	Input      json.RawMessage `json:"input"`
	KeepAlive  *api.Duration   `json:"keep_alive"`
	Truncate   *bool           `json:"truncate"`
	Dimensions int             `json:"dimensions"`
	Options    map[string]any  `json:"options"`
}

// texts decodes the input: a string, an array of strings, or nothing.
func (r embedRequest) texts() ([]string, error) {
	if len(r.Input) == 0 || string(r.Input) == "null" {
		return nil, nil
	}
	var list []string
	if r.Input[0] == '"' {
		var one string
		if err := json.Unmarshal(r.Input, &one); err != nil {
			return nil, errors.New("invalid input type")
		}
		if one != "" {
			list = []string{one}
		}
		return list, nil
	}
	// a null in an array is no string, but would decode as an empty one
	var elements []*string
	if r.Input[0] != '[' || json.Unmarshal(r.Input, &elements) != nil {
		return nil, errors.New("invalid input type")
	}
	list = make([]string, len(elements))
	for i, e := range elements {
		if e == nil {
			return nil, errors.New("invalid input type")
		}
		list[i] = *e
	}
	return list, nil
}

// runnerOptions are those that belong to the runner: a request with others makes
// Ollama start a new one.
var runnerOptions = [...]string{"num_ctx", "num_batch", "num_gpu", "main_gpu", "num_thread", "use_mmap"}

// runner describes the runner that the request needs.
func (r embedRequest) runner(m Model) runner {
	var key strings.Builder
	for _, name := range runnerOptions {
		if value, ok := r.Options[name]; ok {
			fmt.Fprintf(&key, "%s=%v ", name, value)
		}
	}
	return runner{options: key.String(), context: r.context(m)}
}

// context is the context length that holds for the request, in tokens.
func (r embedRequest) context(m Model) int {
	if n, ok := r.Options["num_ctx"].(float64); ok && n >= 1 {
		const least = 4 // as in Ollama
		return min(max(int(n), least), m.ContextLength)
	}
	return m.ContextLength
}

// refusal is an error with the status that it is answered with.
type refusal struct {
	status  int
	message string
}

func (r *refusal) Error() string { return r.message }

// outcome is how a request ended, for the statistics.
type outcome func(*Stats)

func answered(s *Stats)  { s.Answered++ }
func failed(s *Stats)    { s.Failed++ }
func cancelled(s *Stats) { s.Cancelled++ }

// embed is POST /api/embed.
func (n *Node) embed(w http.ResponseWriter, r *http.Request) {
	n.tally.enter()
	var end outcome = failed // where a fault cuts the connection, the rest is not reached
	defer func() { n.tally.leave(end) }()
	end = n.answer(w, r)
}

// answer carries an embed request out.
func (n *Node) answer(w http.ResponseWriter, r *http.Request) outcome {
	ctx := r.Context()
	var req embedRequest
	if !read(w, r, &req) {
		return failed
	}
	texts, err := req.texts()
	if err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return failed
	}
	n.tally.add(func(s *Stats) { s.MaxTexts = max(s.MaxTexts, len(texts)) })
	hit := n.faults.pick(request{embed: true, model: req.Model, texts: texts}, n.spec.Seed)
	there := n.spec.RoundTrip / 2
	if !sleep(ctx, there) || n.strike(w, r, hit) {
		return lost(ctx)
	}

	buffer, ok := n.buffers.Get().(*[]byte)
	if !ok {
		buffer = new([]byte)
	}
	defer n.buffers.Put(buffer)
	body, err := n.work(ctx, (*buffer)[:0], req, texts, hit)
	*buffer = body

	if errors.Is(err, errKilled) {
		return failed // the connection is cut further up
	}
	back := n.spec.RoundTrip - there
	if ctx.Err() != nil || !sleep(ctx, back) {
		return lost(ctx)
	}
	if err != nil {
		var refused *refusal
		if !errors.As(err, &refused) {
			refused = &refusal{http.StatusInternalServerError, err.Error()}
		}
		writeError(w, refused.status, refused.message)
		return failed
	}
	if spoil, ok := mangler(hit); ok {
		spoil(w, http.StatusOK, body)
		return failed
	}
	writeBody(w, http.StatusOK, body)
	return answered
}

// lost says whose end it was that a request got no answer: the client's, or the
// node's own.
func lost(ctx context.Context) outcome {
	if ctx.Err() != nil && !errors.Is(context.Cause(ctx), errKilled) {
		return cancelled
	}
	return failed
}
