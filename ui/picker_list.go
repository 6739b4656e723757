package ui

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/job"
)

// entry is a file or folder that can be picked.
type entry struct {
	path      string // absolute
	name      string // as it is listed
	folder    bool
	size      int64 // bytes; of a file
	suggested bool
	used      bool // suggested, and embedded in this demo or about to be
}

// mostEntries is how many entries of a folder are listed: nobody scrolls
// further, and typing narrows them down before that.
const mostEntries = 20000

// listed is a folder's content, the answer to the question of that number.
type listed struct {
	number    int
	dir       string
	entries   []entry
	suggested []entry // with the first answer of each time only
	err       error
}

// list reads a folder; an empty name stands for the present one. It can ask for
// the suggestions too.
func (t *tasks) list(dir string, number int, suggest bool) tea.Cmd {
	return func() tea.Msg {
		out := listed{number: number, dir: dir}
		if suggest {
			out.suggested = t.suggestions()
		}
		if dir == "" {
			if out.dir, out.err = os.Getwd(); out.err != nil {
				return out
			}
		}
		out.entries, out.err = readFolder(out.dir)
		return out
	}
}

func readFolder(dir string) ([]entry, error) {
	found, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("list the folder: %w", err)
	}
	entries := make([]entry, 0, len(found))
	for _, f := range found[:min(len(found), mostEntries)] {
		e := entry{path: filepath.Join(dir, f.Name()), name: f.Name(), folder: f.IsDir()}
		if info, err := statEntry(f, e.path); err == nil {
			e.folder, e.size = info.IsDir(), info.Size()
			if !e.folder && !info.Mode().IsRegular() {
				continue // sockets and devices are no documents
			}
		}
		entries = append(entries, e)
	}
	slices.SortStableFunc(entries, func(a, b entry) int {
		if a.folder != b.folder {
			if a.folder {
				return -1
			}
			return 1
		}
		return cmp.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
	})
	return entries, nil
}

// statEntry is what an entry is, with links followed.
func statEntry(f fs.DirEntry, path string) (fs.FileInfo, error) {
	if f.Type()&fs.ModeSymlink != 0 {
		return os.Stat(path) //nolint:wrapcheck // only whether there is an answer counts
	}
	return f.Info() //nolint:wrapcheck // as above
}

// suggestions are those of the engine's that exist. In a demo those come last
// that a job has had: with them nothing would happen.
func (t *tasks) suggestions() []entry {
	used := map[string]bool{}
	if t.engine.Settings().Simulated != "" {
		for _, j := range t.engine.Jobs() {
			for _, path := range j.Paths {
				used[path] = used[path] || j.State != job.Cancelled
			}
		}
	}
	var out []entry
	for _, p := range t.engine.Suggestions() {
		full, err := filepath.Abs(p)
		if err != nil {
			continue
		}
		info, err := os.Stat(full)
		if err != nil {
			continue
		}
		out = append(out, entry{path: full, name: short(full), folder: info.IsDir(), size: info.Size(), suggested: true, used: used[full]})
	}
	slices.SortStableFunc(out, func(a, b entry) int { return lastly(a.used) - lastly(b.used) })
	return out
}

// lastly puts those behind the others of which it is true.
func lastly(so bool) int {
	if so {
		return 1
	}
	return 0
}

// short writes the home folder as ~.
func short(path string) string {
	home, err := os.UserHomeDir()
	if err != nil || home == "" || home == string(filepath.Separator) {
		return path
	}
	if rest, ok := strings.CutPrefix(path, home); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
		return "~" + rest
	}
	return path
}

// long is the absolute path that somebody typed.
func long(typed string) string {
	if typed == "~" || strings.HasPrefix(typed, "~"+string(filepath.Separator)) || strings.HasPrefix(typed, "~/") {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, typed[1:])
		}
	}
	if full, err := filepath.Abs(typed); err == nil {
		return full
	}
	return typed
}

// restart lets a path begin anew where a root or a home is typed or pasted
// behind the folder that the field began with, as shells and editors do.
func restart(typed string) string {
	for at := len(typed) - 1; at > 0; at-- {
		if !os.IsPathSeparator(typed[at-1]) {
			continue
		}
		rest := typed[at:]
		if os.IsPathSeparator(rest[0]) || rest == "~" || strings.HasPrefix(rest, "~/") {
			return rest
		}
	}
	return typed
}

// splitTyped divides what was typed into the folder to list and the beginning
// of a name in it.
func splitTyped(typed string) (dir, prefix string) {
	for at := len(typed); at > 0; at-- {
		if os.IsPathSeparator(typed[at-1]) {
			return typed[:at], typed[at:]
		}
	}
	return ".", typed
}

// typable is as much of a name as can stand in a field: names need not be UTF-8.
func typable(name string) string {
	for i, r := range name {
		if r == utf8.RuneError {
			return name[:i]
		}
	}
	return name
}

// commonPrefix is how far all names begin alike, letter case aside, and can be typed.
func commonPrefix(entries []entry) string {
	if len(entries) == 0 {
		return ""
	}
	prefix := []rune(typable(entries[0].name))
	for _, e := range entries[1:] {
		n := 0
		for _, r := range e.name {
			if n >= len(prefix) || !strings.EqualFold(string(r), string(prefix[n])) {
				break
			}
			n++
		}
		prefix = prefix[:n]
	}
	return string(prefix)
}
