package ui

import (
	"strconv"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/ui/internal/layout"
)

// openOverlay asks the root to show a dialogue, from inside another one.
type openOverlay struct {
	overlay overlay
	cmd     tea.Cmd
}

// Update is where every message arrives and is passed on.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	focus := m.focus
	cmd := m.route(msg)
	m.note()
	m.steps.forgetUndone()
	m.leaveLog(focus)
	m.dropClosed()
	m.arrange()
	return m, tea.Batch(cmd, m.announce(), m.keep())
}

func (m *model) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		return nil
	case pulled:
		first := !m.data.loaded
		m.data.apply(msg)
		if m.data.stirred && m.focus != layout.Jobs { // nobody is reading where the list was scrolled to
			m.jobs.showQueue()
		}
		if first {
			return tea.Batch(m.sayAsBefore(), m.tasks.listen(m.data.nextLog, m.pace()))
		}
		return m.tasks.listen(m.data.nextLog, m.pace())
	case second:
		return tea.Batch(m.tasks.secondTick(), m.toOverlay(msg))
	case tea.KeyMsg:
		m.data.version++ // whatever the key does, nothing old is shown
		return m.typed(msg)
	case tea.MouseMsg:
		return m.pointed(msg)
	case tea.ResumeMsg:
		m.data.version++
		if m.mouse { // suspending has turned it off
			return tea.Batch(tea.ClearScreen, tea.EnableMouseCellMotion)
		}
		return tea.ClearScreen
	case keepNow:
		return m.write(msg)
	case outcome:
		m.tasks.hurry()
		if msg.undo != nil {
			m.did(*msg.undo)
		}
		return m.say(msg.text, msg.level)
	case cameOf:
		return m.came(msg)
	case nil: // of an action that had nothing to tell
		return nil
	case choreAsked:
		return m.begin(msg.chore)
	case choreEnded:
		return m.ended(msg)
	case nodeAdded:
		return m.added(msg)
	case takeBackNow:
		return m.takeBackAsked(msg)
	case undone:
		return m.tookBack(msg)
	case flashOver:
		if msg.id == m.flash.id {
			m.flash.text = ""
			m.interrupted = false
		}
		return nil
	case openOverlay:
		return m.open(msg.overlay, msg.cmd)
	case leave:
		m.exit = msg.exit
		return tea.Quit
	default:
		return m.answered(msg)
	}
}

// pace is the time between two pulls.
func (m *model) pace() time.Duration {
	if m.data.atStake() == 0 {
		return calmTime
	}
	return frameTime
}

// leaveLog has the log follow its newest entry again once keys go elsewhere: nobody
// is reading where it was scrolled to.
func (m *model) leaveLog(before layout.Pane) {
	if before == layout.Log && m.focus != layout.Log {
		m.log.toEnd()
	}
}

// toOverlay passes a message on to the dialogue on top.
func (m *model) toOverlay(msg tea.Msg) tea.Cmd {
	if o := m.overlay(); o != nil {
		return m.tell(o, msg)
	}
	return nil
}

// tell passes a message on to a dialogue, which may begin what it was for.
func (m *model) tell(o overlay, msg tea.Msg) tea.Cmd {
	cmd := o.update(msg, m.scene())
	if o.acts() {
		return m.act(cmd)
	}
	return cmd
}

// answered passes an answer on to all dialogues: the one that has asked may lie below
// another by now, its help for one.
func (m *model) answered(msg tea.Msg) tea.Cmd {
	cmds := make([]tea.Cmd, 0, len(m.overlays))
	for _, o := range m.overlays {
		cmds = append(cmds, m.tell(o, msg))
	}
	return tea.Batch(cmds...)
}

// dropClosed takes away dialogues that are done.
func (m *model) dropClosed() {
	for n := len(m.overlays); n > 0 && m.overlays[n-1].done(); n-- {
		m.overlays = m.overlays[:n-1]
	}
}

var (
	interruptKey = key.NewBinding(key.WithKeys("ctrl+c"))
	suspendKey   = key.NewBinding(key.WithKeys("ctrl+z"))
)

// key routes a key: what must always work, then, where there is room to see what
// it does, the dialogue on top, then what is typed in the last line, then the
// actions, then the focused pane's list.
func (m *model) key(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, interruptKey):
		return m.interrupt()
	case key.Matches(msg, suspendKey):
		return tea.Suspend
	}
	m.interrupted = false
	if m.screen.TooSmall && m.width > 0 { // 0: the size is not known yet
		return m.tooSmallKey(msg)
	}
	if m.overlay() != nil {
		if key.Matches(msg, helpKey) && m.explained() {
			return m.openHelp()
		}
		if m.copier() != nil { // a page, in which no letters are typed now
			switch {
			case key.Matches(msg, copyKey):
				return m.copyOrSay()
			case key.Matches(msg, zoomKey):
				m.whole = !m.whole
				return nil
			}
		}
		return m.toOverlay(msg)
	}
	m.flash.text = ""
	narrowed := m.narrowed
	m.narrowed = false
	if m.prompt != nil {
		if m.prompt.press(msg) {
			m.prompt = nil
		}
		return nil
	}
	if narrowed && key.Matches(msg, backKey) {
		m.showAll()
		return nil
	}
	if a := m.actionOf(msg); a != nil {
		if m.data.deserted() && a.seen {
			return m.say(a.word()+" is not possible now: no node answers", warned)
		}
		return m.perform(a)
	}
	if move := motionOf(msg); move != stay {
		m.panes[m.focus].move(&m.data, move)
		return nil
	}
	return m.elsewhere(msg)
}

// elsewhere says where a key means something that means nothing here.
func (m *model) elsewhere(msg tea.KeyMsg) tea.Cmd {
	for i := range m.actions {
		if a := &m.actions[i]; len(a.in) > 0 && key.Matches(msg, a.key) {
			return m.say(a.word()+" belongs to "+upper(paneNames[a.in[0]])+": "+strconv.Itoa(int(a.in[0])+1)+" goes there", warned)
		}
	}
	return nil
}

// tooSmallKey lets the user leave where nothing can be shown, unless there would
// be a question. Other keys would do what nobody sees.
func (m *model) tooSmallKey(msg tea.KeyMsg) tea.Cmd {
	if msg.String() == "q" && m.data.atStake() == 0 {
		return tea.Quit
	}
	return nil
}

// interrupt explains once and ends then: nobody loses a batch to a habit.
func (m *model) interrupt() tea.Cmd {
	if m.interrupted {
		return tea.Quit
	}
	m.interrupted = true
	kept := "what is embedded is kept"
	if m.data.settings.Forgets {
		kept = "the demo forgets everything at its end"
	}
	return m.say("ctrl+c once more ends "+brand+"; "+kept, warned)
}

// nextPane moves the focus to the next pane that is shown.
func (m *model) nextPane(step int) {
	for range layout.PaneCount {
		m.focus = layout.Pane((int(m.focus) + step + int(layout.PaneCount)) % int(layout.PaneCount)) //nolint:gosec // below PaneCount
		if m.zoomed || !m.screen.Panes[m.focus].Empty() {
			return
		}
	}
}
