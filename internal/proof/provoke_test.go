//go:build unix

package proof_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// place is a line of the program where a panic can be provoked: behind a text
// that its file holds.
type place struct{ file, after string }

// places are those lines. The program itself knows nothing of them: they come
// into it when the tests build it, by an overlay over its sources.
var places = map[string]place{
	"a request":             {"cluster/call.go", "r.f.spawn(&r.sending, func() {"},
	"a probe":               {"cluster/probe.go", "for first := true; ; first = false {"},
	"a probe with the lock": {"cluster/probe.go", "nodes, missed := len(f.members), !m.answers && f.batches > 0"},
	"the driver":            {"internal/job/entry.go", "func (e *entry) observe(p cluster.Progress) {"},
	"the ledger":            {"internal/job/ledger.go", "func (l *ledger) Store(ctx context.Context, d cluster.Delivery) error {"},
	"a transaction":         {"internal/store/vectors.go", `s.write(ctx, "store vectors", func(ctx context.Context, tx *sql.Tx) error {`},
	"the walk":              {"internal/job/work.go", "p plan, file documents.File, texts chan<- []cluster.Text) error {"},
	"the queue":             {"internal/job/queue.go", "func (q *Queue) runOne(ctx context.Context, e *entry) {"},
	"the app":               {"internal/app/app.go", "func (a *App) changed() {"},
	"what is learned":       {"internal/app/memory.go", "func (a *App) remember(ctx context.Context) error {"},
	"the clean-up":          {"internal/app/demo.go", "func (d *Demo) end() error {"},
	"the opening":           {"internal/app/app.go", "func (a *App) open(ctx context.Context, opt Options) error {"},
	"a simulated server":    {"internal/simulate/embed.go", "func (n *Node) embed(w http.ResponseWriter, r *http.Request) {"},
	"the script":            {"internal/simulate/flock.go", "func (f *Flock) play(ctx context.Context) {"},
	"Update":                {"ui/update.go", "func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {"},
	"View":                  {"ui/model.go", "func (m *model) View() string {"},
	"a command":             {"ui/tasks.go", "func (t *tasks) pause(paused bool) tea.Cmd {\n\treturn func() tea.Msg {"},
	"the command line":      {"internal/cli/embed.go", "status, _ := a.Job(id)"},
}

// provocable makes the program once with all of these places.
var provocable = sync.OnceValues(func() (string, error) {
	dir, err := scratch()
	if err != nil {
		return "", err
	}
	overlay, err := layOver(filepath.Join(dir, "overlay"))
	if err != nil {
		return "", err
	}
	return compile("provocable", "-overlay", overlay)
})

// layOver writes the changed sources to a folder, and the file that tells the
// compiler about them.
func layOver(dir string) (string, error) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return "", err
	}
	texts := map[string]string{}
	for name, p := range places {
		file := filepath.Join(root, p.file)
		text, known := texts[file]
		if !known {
			data, err := os.ReadFile(file)
			if err != nil {
				return "", err
			}
			// on the line of the first import, so that all lines keep their numbers
			text = strings.Replace(string(data), "\nimport ", "\nimport \"flocktop/internal/proof/provoke\"; import ", 1)
		}
		front, back, found := strings.Cut(text, p.after)
		if !found {
			return "", fmt.Errorf("%s has no line %q any more: name another for %q", p.file, p.after, name)
		}
		texts[file] = front + p.after + fmt.Sprintf("; provoke.Here(%q)", name) + back
	}
	proof := filepath.Join(root, "internal", "proof")
	replace := map[string]string{
		filepath.Join(proof, "provoke", "provoke.go"): filepath.Join(proof, "testdata", "provoke", "provoke.go"),
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	for file, text := range texts {
		replace[file] = filepath.Join(dir, strconv.Itoa(len(replace))+".go")
		if err := os.WriteFile(replace[file], []byte(text), 0o600); err != nil {
			return "", err
		}
	}
	out, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	list := filepath.Join(dir, "overlay.json")
	return list, os.WriteFile(list, out, 0o600)
}

// provokable has the program of this home be the one that can be provoked.
func (h *home) provokable() {
	h.t.Helper()
	binary, err := provocable()
	if err != nil {
		h.t.Fatal(err)
	}
	h.binary = binary
	if err := os.MkdirAll(h.provocations(), 0o700); err != nil {
		h.t.Fatal(err)
	}
}

func (h *home) provocations() string { return filepath.Join(h.dir, "provoke") }

// provoke has the program panic in a place, the next time that it is there or
// so many times later.
func (h *home) provoke(name string, later int) {
	h.t.Helper()
	if _, ok := places[name]; !ok {
		h.t.Fatalf("%q is no place", name)
	}
	// at once with its content
	file := filepath.Join(h.dir, "provocation")
	write(h.t, file, strconv.Itoa(later))
	if err := os.Rename(file, filepath.Join(h.provocations(), name)); err != nil {
		h.t.Fatal(err)
	}
}

// calm takes back what was not come by.
func (h *home) calm() {
	h.t.Helper()
	files, err := filepath.Glob(filepath.Join(h.provocations(), "*"))
	if err != nil {
		h.t.Fatal(err)
	}
	for _, f := range files {
		_ = os.Remove(f) // it may be gone
	}
}

func TestEveryPlaceIsInTheProgram(t *testing.T) {
	if _, err := provocable(); err != nil {
		t.Fatal(err)
	}
}
