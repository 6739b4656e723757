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
// that one file of its package holds.
type place struct{ folder, after string }

// places are those lines. The program itself knows nothing of them: they come
// into it when the tests build it, by an overlay over its sources.
var places = map[string]place{
	"a request":             {"cluster", "numbers := r.width.most()\n\tr.f.spawn(&r.sending, func() {"},
	"a probe":               {"cluster", "for first := true; ; first = false {"},
	"a probe with the lock": {"cluster", "interval := f.cfg.PollInterval"},
	"the driver":            {"internal/job", "func (e *entry) observe(p cluster.Progress) {"},
	"the ledger":            {"internal/job", "func (l *ledger) Store(ctx context.Context, d cluster.Delivery) error {"},
	"a transaction":         {"internal/store", `s.write(ctx, "store vectors", func(ctx context.Context, tx *sql.Tx) error {`},
	"the walk":              {"internal/job", "func (p producer) read(ctx context.Context, file documents.File) (fresh []cluster.Text, made int, err error) {"},
	"the queue":             {"internal/job", "func (q *Queue) runOne(ctx context.Context, e *entry) {"},
	"the app":               {"internal/app", "func (a *App) changed() {"},
	"what is learned":       {"internal/app", "func (a *App) remember(ctx context.Context) error {"},
	"the clean-up":          {"internal/app", "func (d *Demo) end() error {"},
	"the opening":           {"internal/app", "func (a *App) open(ctx context.Context, opt Options) error {"},
	"a simulated server":    {"internal/simulate", "func (n *Node) embed(w http.ResponseWriter, r *http.Request) {"},
	"the script":            {"internal/simulate", "func (f *Flock) play(ctx context.Context) {"},
	"Update":                {"ui", "func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {"},
	"View":                  {"ui", "func (m *model) View() string {"},
	"a command":             {"ui", "func (t *tasks) pause(paused bool) tea.Cmd {\n\treturn func() tea.Msg {"},
	"the command line":      {"internal/cli", "status, _ := a.Job(id)"},
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
	texts := map[string]string{} // by file
	for name, p := range places {
		file, text, err := find(texts, filepath.Join(root, filepath.FromSlash(p.folder)), p.after)
		if err != nil {
			return "", fmt.Errorf("%q: %w", name, err)
		}
		front, back, _ := strings.Cut(text, p.after)
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

// find is the one file of a folder that holds a line, with its text as it was changed
// so far.
func find(texts map[string]string, folder, line string) (file, text string, err error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return "", "", err
	}
	found := 0
	for _, one := range files {
		now, known := texts[one]
		if !known {
			data, err := os.ReadFile(one)
			if err != nil {
				return "", "", err
			}
			// on the line of the first import, so that all lines keep their numbers
			now = strings.Replace(string(data), "\nimport ", "\nimport \"flocktop/internal/proof/provoke\"; import ", 1)
		}
		if n := strings.Count(now, line); n > 0 && !strings.HasSuffix(one, "_test.go") {
			file, text, found = one, now, found+n
		}
	}
	if found != 1 {
		return "", "", fmt.Errorf("the line %q is in %s %d times: name one that is there once", line, folder, found)
	}
	return file, text, nil
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
