package simulate

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/ollama/ollama/api"
)

// pullSteps is how often a pull reports its progress.
const pullSteps = 20

// pull is POST /api/pull: it reports progress as one JSON value a line, and in
// the end the model is installed. A client that leaves ends the pull.
func (n *Node) pull(w http.ResponseWriter, r *http.Request) {
	var req struct {
		named
		Stream *bool `json:"stream"`
	}
	if !read(w, r, &req) {
		return
	}
	name := req.name()
	if name == "" {
		writeError(w, http.StatusBadRequest, "invalid model name")
		return
	}
	m, found := findModel(append(n.models(), n.spec.Library...), name)
	stream := req.Stream == nil || *req.Stream
	report := func(any) bool { return true }
	if stream {
		w.Header().Set("Content-Type", "application/x-ndjson")
		flush := http.NewResponseController(w)
		encoder := json.NewEncoder(w)
		// a client that is gone shows here, or in the context
		report = func(v any) bool { return encoder.Encode(v) == nil && flush.Flush() == nil }
	}

	if !report(api.ProgressResponse{Status: "pulling manifest"}) {
		return
	}
	if !found {
		failure := map[string]string{"error": "pull model manifest: file does not exist"}
		if stream {
			report(failure)
		} else {
			writeJSON(w, http.StatusInternalServerError, failure)
		}
		return
	}
	const shownDigits = 12
	layer := api.ProgressResponse{Digest: "sha256:" + m.Digest, Total: m.Size}
	layer.Status = "pulling " + m.Digest[:min(shownDigits, len(m.Digest))]
	for step := range int64(pullSteps + 1) {
		layer.Completed = m.Size * step / pullSteps
		if !report(layer) || !sleep(r.Context(), n.spec.PullTime/(pullSteps+1)) {
			return
		}
	}
	for _, status := range []string{"verifying sha256 digest", "writing manifest"} {
		if !report(api.ProgressResponse{Status: status}) {
			return
		}
	}
	n.install(m)
	done := api.ProgressResponse{Status: "success"}
	if stream {
		report(done)
	} else {
		writeJSON(w, http.StatusOK, done)
	}
}

// delete is DELETE /api/delete.
func (n *Node) delete(w http.ResponseWriter, r *http.Request) {
	var req named
	if !read(w, r, &req) {
		return
	}
	m, ok := findModel(n.models(), req.name())
	if !ok {
		writeError(w, http.StatusNotFound, fmt.Sprintf("model '%s' not found", req.name()))
		return
	}
	n.memory.drop(m)
	n.mu.Lock()
	n.installed = slices.DeleteFunc(n.installed, func(old installed) bool { return old.Name == m.Name })
	n.mu.Unlock()
	w.WriteHeader(http.StatusOK)
}

// Install puts a model on the node's disk, as a pull does, but at once.
func (n *Node) Install(m Model) { n.install(m) }
