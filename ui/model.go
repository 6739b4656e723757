package ui

import (
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/prefs"
	"flocktop/ui/internal/layout"
	"flocktop/ui/internal/theme"
)

// model is the root of the program: what was pulled, where the user is, and
// the dialogues that are open. Only Update changes it.
type model struct {
	tasks *tasks
	term  *terminal
	ascii bool
	clock func() time.Time

	theme     theme.Theme
	themeName string // as it was chosen: it may be auto
	themeKept string // as it was chosen on the screen, now or earlier: a flag holds for this run alone
	looks     func(name string) (theme.Theme, error)
	blocks    bool // graphs are of blocks, not of braille

	background string // of the terminal, dark or light; "" while unknown

	graphsKept string // as they were chosen, now or earlier; "" where nobody has

	data   data
	width  int
	height int
	screen layout.Screen

	actions  []action
	nodes    *nodesPane
	jobs     *jobsPane
	log      *logPane
	panes    [layout.PaneCount]pane
	kept     [layout.PaneCount]kept
	focus    layout.Pane
	zoomed   bool
	whole    bool // the page on top is zoomed
	overlays []overlay
	report   *reportOverlay // kept, because the user's own sizes are
	picker   *picker        // kept, because the folder it lists is

	prompt   *filterPrompt // what is typed in the last line; nil when nothing is
	steps    steps         // what can be taken back
	underWay underWay      // what will be, and what u means meanwhile
	seen     seen          // the view when it was last looked at for a step

	mouse     bool
	pressed   press
	overlayAt layout.Rect // where the dialogue on top was drawn

	keptPrefs prefs.Prefs // as they were written last, or will be
	starts    int         // of the dashboard on this cluster, this one included
	began     time.Time

	announced     announcement
	announcements uint64

	simulation  Simulation // nil where the servers are real
	visiting    bool       // the demo was entered from the user's own nodes
	flash       flash
	narrowed    bool // as in the last session, and no key was pressed yet
	interrupted bool // ctrl+c was pressed, and its message still stands
	exit        Exit
}

// newModel is the screen at its start; the terminal and the looks are as the
// options and [model.on] say.
func newModel(t *tasks, look theme.Theme, opt Options) *model {
	m := &model{
		tasks:   t,
		theme:   look,
		looks:   plainLooks(opt.ASCII),
		ascii:   opt.ASCII,
		clock:   opt.Clock,
		actions: actionsWith(opt.Simulation),
		nodes:   &nodesPane{},
		jobs:    &jobsPane{},
		log:     &logPane{},
		report:  newReportOverlay(t),
		picker:  newPicker(t),
	}
	if m.clock == nil {
		m.clock = time.Now
	}
	m.panes = [layout.PaneCount]pane{
		layout.Nodes:      m.nodes,
		layout.Decision:   &decisionPane{},
		layout.Jobs:       m.jobs,
		layout.Throughput: throughputPane{},
		layout.Log:        m.log,
	}
	m.themeName = themeAuto
	m.recall(t.engine.Prefs())
	m.simulation = opt.Simulation
	m.mouse, m.visiting = m.mouse || opt.Mouse, opt.Visiting
	return m
}

// on puts the screen on a terminal, with that theme of those it can show, and with
// its background, if that is known.
func (m *model) on(term *terminal, looks func(string) (theme.Theme, error), name, background string) {
	m.term, m.looks, m.themeName, m.background = term, looks, name, background
	if term.env("TERM") == "linux" && m.graphsKept == "" { // its fonts have no braille
		m.blocks = true
	}
	m.wear(m.theme)
}

// Init pulls the state and starts the clock.
func (m *model) Init() tea.Cmd {
	m.began = m.clock()
	m.seen = m.seeing()
	cmds := []tea.Cmd{m.tasks.pull(0), m.tasks.secondTick()}
	if m.mouse {
		cmds = append(cmds, tea.EnableMouseCellMotion)
	}
	return tea.Batch(cmds...)
}

func (m *model) scene() *scene {
	return &scene{data: &m.data, theme: &m.theme, now: m.clock(), focused: true}
}

// overlay is the dialogue on top; nil if none is open.
func (m *model) overlay() overlay {
	if len(m.overlays) == 0 {
		return nil
	}
	return m.overlays[len(m.overlays)-1]
}

// open shows a dialogue on top; cmd is what it needs to begin with.
func (m *model) open(o overlay, cmd tea.Cmd) tea.Cmd {
	if len(m.overlays) == 0 {
		m.whole = false
	}
	m.overlays = append(m.overlays, o)
	return cmd
}

// arrange divides the screen anew.
func (m *model) arrange() {
	wish := layout.Wish{Nodes: len(m.data.flock.Nodes), Zoom: layout.None, Focus: m.focus}
	if m.zoomed {
		wish.Zoom = m.focus
	}
	wish.Jobs = m.jobs.lines(&m.data)
	s := m.data.settings
	wish.Banner = s.Forced != 0 || s.Paused || s.Watching.On
	wish.Tip = m.tipped()
	m.screen = layout.Fit(m.width, m.height, wish)
	if !m.screen.TooSmall && m.screen.Panes[m.focus].Empty() { // keys would go to what is not seen
		m.focus = layout.Nodes
	}
}

// View draws the screen: never more lines or cells than the terminal has.
func (m *model) View() string {
	if m.width <= 0 || m.height <= 0 {
		return "" // the size is not known yet
	}
	screen := strings.Join(m.lines(), "\n")
	if m.ascii {
		return toASCII(screen)
	}
	return screen
}

func (m *model) lines() []string {
	sc, s := m.scene(), m.screen
	if s.TooSmall {
		return tooSmall(sc, s.W, s.H)
	}
	out := make([]string, 0, s.H)
	out = append(out, header(sc, s.W))
	if !s.Banner.Empty() {
		out = append(out, bannerLine(sc, s.W))
	}
	body := m.body(sc)
	for _, o := range m.overlays { // one may explain what lies below it
		body = m.over(sc, o, body)
	}
	out = append(out, body...)
	if !s.Tip.Empty() {
		out = append(out, m.tipLine(sc, s.W))
	}
	out = append(out, m.footer(sc, s.W))
	m.message(sc, out)
	return out
}

// body draws the panes in rows, as they were arranged.
func (m *model) body(sc *scene) []string {
	s := m.screen
	if m.data.deserted() {
		if m.overlay() != nil { // two boxes over each other look like a mistake
			return fill(nil, s.Body.W, s.Body.H)
		}
		return welcome(sc, s.Body.W, s.Body.H)
	}
	out := make([]string, 0, s.Body.H)
	for _, row := range [][]layout.Pane{
		{layout.Nodes}, {layout.Decision, layout.Jobs}, {layout.Throughput, layout.Log},
	} {
		out = append(out, m.row(sc, row)...)
	}
	return fill(out, s.Body.W, s.Body.H)
}

// row draws panes that stand beside each other, or below each other where the
// layout stacks them.
func (m *model) row(sc *scene, ids []layout.Pane) []string {
	var out []string
	lastY := -1
	for _, id := range ids {
		at := m.screen.Panes[id]
		if at.Empty() {
			continue
		}
		lines := m.drawPane(sc, id)
		if at.Y == lastY {
			out = beside(out, lines)
		} else {
			out = append(out, lines...)
		}
		lastY = at.Y
	}
	return out
}

// over draws a dialogue in the middle of the body.
func (m *model) over(sc *scene, o overlay, body []string) []string {
	area := layout.Rect{W: m.screen.Body.W, H: m.screen.Body.H}
	w, h := o.size(sc, area.W-layout.Border, area.H-layout.Border)
	// What would leave a strip too narrow to show anything is not left over.
	const strip, rows = 6, 3
	if area.W-w-layout.Border < strip {
		w = area.W - layout.Border
	}
	if area.H-h-layout.Border < rows {
		h = area.H - layout.Border
	}
	if m.whole && o == m.overlay() {
		w, h = area.W-layout.Border, area.H-layout.Border
	}
	at := area.Centre(w+layout.Border, h+layout.Border)
	m.overlayAt = layout.Rect{X: at.X, Y: at.Y + m.screen.Body.Y, W: at.W, H: at.H}
	inner := at.Inner()
	lines := o.draw(sc, inner.W, inner.H)
	return above(sc.theme, body, frame(sc.theme, at.W, at.H, o.heading(sc), true, lines), at)
}
