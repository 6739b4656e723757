package ui

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// picker chooses the files and folders of a batch. It lists one folder, with
// suggestions before it; several entries, also of different folders, can be
// marked. A path can be typed instead: the list narrows while it is.
type picker struct {
	dialogue
	tasks     *tasks
	dir       string
	entries   []entry // of dir
	suggested []entry
	marked    []string // paths in the order in which they were marked
	cursor    cursor
	hidden    bool // names with a leading dot are listed
	typing    bool
	field     field
	problem   string
	lacking   bool         // the problem is that nothing begins with what is typed
	number    int          // of the newest question; answers to older ones are late
	asked     bool         // it is not answered yet
	early     []tea.KeyMsg // typed meanwhile: they mean the list that comes
	opened    string       // the folder that was listed first: what is suggested stands there
	before    string       // the folder that was listed when a path began to be typed
	landOn    string       // path to select when the answer comes; the folder itself is its first line
}

func newPicker(t *tasks) *picker { return &picker{tasks: t} }

// begin opens the picker anew, in the folder where it was.
func (p *picker) begin() tea.Cmd {
	p.closed, p.typing, p.problem, p.marked, p.early = false, false, "", nil, nil
	p.opened, p.suggested = "", nil
	p.cursor = cursor{}
	return p.visit(p.dir, "")
}

// visit lists a folder and selects an entry in it.
func (p *picker) visit(dir, landOn string) tea.Cmd {
	p.number++
	p.asked, p.landOn = true, landOn
	return p.tasks.list(dir, p.number, p.opened == "")
}

var (
	markKey   = bind("space", "mark", " ")
	queueKey  = bind("enter", "queue", "enter")
	openKey   = bind("l", "open", "right", "l")
	parentKey = bind("h", "up", "left", "h", "backspace")
	typeKey   = bind("/", "type a path", "/", "~")
	typeHere  = bind("tab", "type from here", "tab")
	hiddenKey = bind(".", "hidden", ".")
	fillKey   = bind("tab", "complete", "tab")
	goKey     = bind("enter", "go there", "enter")
	listUp    = bind("up", "up", "up", "ctrl+p")
	listDown  = bind("down", "down", "down", "ctrl+n")
)

func (p *picker) hints() []key.Binding {
	if p.typing {
		return []key.Binding{goKey, fillKey, bind("up/down", "move", "up"), bind("esc", "back to the list", "esc")}
	}
	return []key.Binding{markKey, queueKey, openKey, parentKey, typeKey, hiddenKey, closeKey, typeHere}
}

// opening says that what is listed first has not come yet. Nothing is shown till
// then: of an older list there would be rows that move when the new one comes.
func (p *picker) opening() bool { return p.asked && p.opened == "" && !p.typing }

// rows are the entries to choose from, as they are listed now.
func (p *picker) rows() []entry {
	if p.opening() {
		return nil
	}
	prefix := ""
	if p.typing {
		_, prefix = splitTyped(p.field.text())
	}
	var out []entry
	if !p.typing {
		if p.dir == p.opened {
			out = append(out, p.suggested...)
		}
		if p.dir != "" {
			out = append(out, entry{path: p.dir, name: ".", folder: true})
		}
	}
	for _, e := range p.entries {
		if strings.HasPrefix(e.name, ".") && !p.hidden && !strings.HasPrefix(prefix, ".") {
			continue
		}
		if len(e.name) >= len(prefix) && strings.EqualFold(e.name[:len(prefix)], prefix) {
			out = append(out, e)
		}
	}
	return out
}

// at is the entry under the cursor.
func (p *picker) at() (entry, bool) {
	rows := p.rows()
	if p.cursor.at >= len(rows) {
		return entry{}, false
	}
	return rows[p.cursor.at], true
}

func (p *picker) update(msg tea.Msg, _ *scene) tea.Cmd {
	switch msg := msg.(type) {
	case listed:
		p.show(msg)
		return p.catchUp()
	case tea.KeyMsg:
		if p.asked && !p.typing && !key.Matches(msg, closeKey) { // a path is typed whatever is listed
			if len(p.early) < mostEarly {
				p.early = append(p.early, msg)
			}
			return nil
		}
		return p.press(msg)
	}
	return nil
}

// mostEarly is how many keys are remembered for a list that has not come yet: a
// path may be among them.
const mostEarly = fieldLimit

func (p *picker) press(msg tea.KeyMsg) tea.Cmd {
	if p.typing {
		return p.typeKeys(msg)
	}
	return p.listKeys(msg)
}

// catchUp takes the keys that were typed before the list was there, as far as
// they ask for no other one.
func (p *picker) catchUp() tea.Cmd {
	var cmds []tea.Cmd
	for (p.typing || !p.asked) && !p.closed && len(p.early) > 0 {
		next := p.early[0]
		p.early = p.early[1:]
		cmds = append(cmds, p.press(next))
	}
	return tea.Batch(cmds...)
}

// show takes a folder's content; where it cannot be read, the list stays.
func (p *picker) show(msg listed) {
	if msg.number != p.number {
		return // the user has gone on
	}
	p.asked = false
	if msg.suggested != nil {
		p.suggested = msg.suggested
	}
	p.problem = ""
	if msg.err != nil {
		p.problem = msg.err.Error()
		if p.typing {
			p.entries = nil
		}
		return
	}
	p.dir, p.entries = msg.dir, msg.entries
	if p.opened == "" {
		p.opened = p.dir
	}
	rows := p.rows()
	if at := slices.IndexFunc(rows, func(e entry) bool { return e.path == p.landOn && !e.suggested }); at >= 0 {
		p.cursor.at = at
	}
	p.cursor.move(stay, len(rows))
}

func (p *picker) listKeys(msg tea.KeyMsg) tea.Cmd {
	e, ok := p.at()
	switch {
	case key.Matches(msg, closeKey):
		return p.finish(nil)
	case key.Matches(msg, markKey) && ok:
		p.mark(e.path)
		p.cursor.move(down, len(p.rows()))
	case key.Matches(msg, queueKey):
		return p.submit()
	case key.Matches(msg, openKey) && ok && e.folder && e.name != ".":
		p.cursor = cursor{}
		return p.visit(e.path, e.path)
	case key.Matches(msg, parentKey) && p.dir != "":
		p.cursor = cursor{}
		return p.visit(filepath.Dir(p.dir), p.dir)
	case key.Matches(msg, typeKey), key.Matches(msg, typeHere):
		return p.startTyping(msg.String())
	case key.Matches(msg, hiddenKey):
		p.hidden = !p.hidden
		p.cursor.move(stay, len(p.rows()))
	default:
		p.cursor.move(motionOf(msg), len(p.rows()))
	}
	return nil
}

func (p *picker) mark(path string) {
	if at := slices.Index(p.marked, path); at >= 0 {
		p.marked = slices.Delete(p.marked, at, at+1)
		return
	}
	p.marked = append(p.marked, path)
}

// chosen are the paths that enter would queue: those marked, else the one
// under the cursor.
func (p *picker) chosen() []string {
	if len(p.marked) > 0 {
		return p.marked
	}
	if e, ok := p.at(); ok {
		return []string{e.path}
	}
	return nil
}

func (p *picker) submit() tea.Cmd {
	paths := p.chosen()
	if len(paths) == 0 {
		p.problem = "there is nothing to queue here: " + named(parentKey) + " goes up, / types a path"
		return nil
	}
	return p.finish(p.tasks.queue(slices.Clone(paths)))
}

// startTyping begins with the root or the home folder, whichever was pressed, or
// with the present one.
func (p *picker) startTyping(pressed string) tea.Cmd {
	if pressed != "/" && pressed != "~" && typable(p.dir) != p.dir {
		p.problem = "the name of this folder cannot be typed: choose from the list"
		return nil
	}
	p.typing, p.before, p.problem = true, p.dir, ""
	p.field = newField("")
	p.cursor = cursor{}
	text := short(p.dir)
	switch pressed {
	case "/":
		text = string(filepath.Separator)
		if volume := filepath.VolumeName(p.dir); volume != "" {
			text = volume + text
		}
	case "~":
		text = "~"
	}
	if !strings.HasSuffix(text, string(filepath.Separator)) {
		text += string(filepath.Separator)
	}
	p.field.set(text)
	if dir := long(text); dir != p.dir {
		return p.visit(dir, "")
	}
	return nil
}

func (p *picker) stopTyping() {
	p.typing = false
	p.problem = ""
	p.cursor = cursor{}
}

func (p *picker) typeKeys(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, escapeKey):
		p.stopTyping()
		return p.visit(p.before, "")
	case key.Matches(msg, goKey):
		return p.goTyped()
	case key.Matches(msg, fillKey):
		return p.complete()
	case key.Matches(msg, listUp):
		p.cursor.move(up, len(p.rows()))
	case key.Matches(msg, listDown):
		p.cursor.move(down, len(p.rows()))
	default:
		before, _ := splitTyped(p.field.text())
		p.field.press(msg)
		if p.lacking { // it was said of what stood there before
			p.problem, p.lacking = "", false
		}
		if text := p.field.text(); restart(text) != text {
			p.field.set(restart(text))
		}
		p.cursor = cursor{}
		if dir, _ := splitTyped(p.field.text()); dir != before {
			return p.visit(long(dir), "")
		}
	}
	return nil
}

// goTyped opens the folder that was typed or is selected below it; a file is
// marked.
func (p *picker) goTyped() tea.Cmd {
	dir, prefix := splitTyped(p.field.text())
	e, ok := p.at()
	switch {
	case prefix == "" && p.cursor.at == 0:
		p.stopTyping()
		return p.visit(long(dir), long(dir))
	case !ok:
		p.problem, p.lacking = "nothing in "+dir+" begins with "+prefix, true
		return nil
	case e.folder:
		p.stopTyping()
		return p.visit(e.path, e.path)
	}
	p.stopTyping()
	if !slices.Contains(p.marked, e.path) {
		p.mark(e.path)
	}
	return p.visit(filepath.Dir(e.path), e.path)
}

// complete fills in what all listed names have in common.
func (p *picker) complete() tea.Cmd {
	dir, prefix := splitTyped(p.field.text())
	rows := p.rows()
	if len(rows) == 0 {
		p.problem, p.lacking = "nothing in "+dir+" begins with "+prefix, true
		return nil
	}
	p.cursor = cursor{}
	only := len(rows) == 1
	if only && rows[0].folder && typable(rows[0].name) != rows[0].name { // it is gone to, and not written
		p.stopTyping()
		return p.visit(rows[0].path, rows[0].path)
	}
	if only && rows[0].folder {
		p.field.set(dir + rows[0].name + string(filepath.Separator))
		return p.visit(rows[0].path, "")
	}
	if common := commonPrefix(rows); len(common) > len(prefix) {
		p.field.set(dir + common)
	} else if only && typable(rows[0].name) != rows[0].name {
		p.problem, p.lacking = "the rest of that name cannot be typed: choose it from the list", true
	}
	return nil
}
