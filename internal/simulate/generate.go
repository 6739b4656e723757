package simulate

import (
	"fmt"
	"net/http"
	"time"

	"github.com/ollama/ollama/api"
)

// generate is POST /api/generate, as embedding models answer it: they write
// nothing, but they are unloaded by it.
func (n *Node) generate(w http.ResponseWriter, r *http.Request) {
	var req struct {
		Model     string        `json:"model"`
		Prompt    string        `json:"prompt"`
		KeepAlive *api.Duration `json:"keep_alive"`
	}
	if !read(w, r, &req) {
		return
	}
	m, ok := n.model(req.Model)
	if !ok {
		writeError(w, http.StatusNotFound, fmt.Sprintf("model '%s' not found", req.Model))
		return
	}
	if req.Prompt == "" && req.KeepAlive != nil && req.KeepAlive.Duration == 0 {
		n.memory.unload(m)
		writeJSON(w, http.StatusOK, api.GenerateResponse{Model: req.Model, CreatedAt: time.Now().UTC(), Done: true, DoneReason: "unload"})
		return
	}
	writeError(w, http.StatusBadRequest, fmt.Sprintf("%q does not support generate", req.Model))
}
