package ui

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"flocktop/ui/internal/theme"
)

// Options say how the screen looks and where it is. The zero value is fine.
type Options struct {
	Theme   string // one of [Themes]; "" is "auto"
	ASCII   bool   // draw with ASCII signs alone
	Mouse   bool   // listen to the mouse from the start
	NoColor bool   // as NO_COLOR in the environment asks for
	// Visiting says that this is a demo that was entered from the user's own nodes,
	// to which [Exit.Own] leads back.
	Visiting bool
	// Simulation is what can be done to the servers of a demo; nil where they are
	// real.
	Simulation Simulation
	// Fault is told of a panic of the screen, with its goroutine's stack, when the
	// terminal is restored; nil has both in the error.
	Fault func(value any, stack []byte)

	Clock  func() time.Time // for the time shown; nil is the real one
	Input  io.Reader        // nil is the terminal
	Output io.Writer        // nil is standard output
}

// Exit says how the user left.
type Exit struct {
	Demo bool // and wants the demo now
	Own  bool // and wants the own nodes again
	// TakeOver: and wants to work on the store that was only watched.
	TakeOver bool
}

// themeAuto chooses dark or light by the terminal's background.
const themeAuto = "auto"

// Themes are the names for Options.Theme.
func Themes() []string { return append([]string{themeAuto}, theme.Names()...) }

// Run shows the dashboard until the user leaves or ctx ends, which is no
// error. The terminal is restored in every case, also after a fault of the screen
// itself.
func Run(ctx context.Context, e Engine, opt Options) (Exit, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // commands that wait end with it
	if opt.Output == nil {
		opt.Output = os.Stdout
	}
	last := e.Prefs()
	name := cmp.Or(opt.Theme, last.Theme, themeAuto)
	looks, background := looksOn(opt, name == themeAuto)
	look, err := looks(name)
	if err != nil && opt.Theme == "" { // kept by another release
		name = themeAuto
		look, err = looks(name)
	}
	if err != nil {
		return Exit{}, fmt.Errorf("choose the theme: %w", err)
	}
	term := newTerminal(opt.Output)
	m := newModel(newTasks(ctx, e), look, opt)
	m.on(term, looks, name, background)
	root := &guard{model: m, painter: newPainter(term)}
	settings := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithAltScreen(), tea.WithOutput(term.output()), tea.WithFPS(looksASecond),
		// Signals end ctx. Bubble Tea's own handler would wait for ever to tell a
		// loop that ctx has ended already.
		tea.WithoutSignalHandler(),
	}
	if opt.Input != nil {
		settings = append(settings, tea.WithInput(opt.Input))
	}
	program := tea.NewProgram(root, settings...)
	whileShown, shownNoMore := context.WithCancel(ctx)
	var painting sync.WaitGroup
	painting.Go(func() { root.painter.run(whileShown, func(c crash) { program.Send(c) }) })
	_, err = program.Run()
	shownNoMore()
	painting.Wait()
	switch {
	case root.crash != nil:
		return Exit{}, root.crash.report(opt.Fault)
	case err == nil, ctx.Err() != nil:
		return m.exit, m.keepAtEnd()
	default:
		return Exit{}, fmt.Errorf("show the dashboard: %w", err)
	}
}

// CheckTheme says whether there is a theme of that name; "" stands for the one that
// was chosen last.
func CheckTheme(name string) error {
	if name == "" || name == themeAuto {
		return nil
	}
	if _, err := theme.New(theme.Settings{Name: name, Profile: termenv.Ascii}); err != nil {
		return fmt.Errorf("choose the theme: %w", err)
	}
	return nil
}

// looksOn finds out what the terminal can show, and makes the themes for it. Its
// background is asked for at the start or never, and is "" then: later the answer
// would be taken for keys.
func looksOn(opt Options, asked bool) (looks func(string) (theme.Theme, error), background string) {
	r := lipgloss.NewRenderer(opt.Output)
	profile := r.ColorProfile()
	if opt.NoColor {
		profile = termenv.Ascii
	}
	if asked && profile != termenv.Ascii {
		if background = lightGround; r.HasDarkBackground() {
			background = darkGround
		}
	}
	return func(name string) (theme.Theme, error) {
		if name == themeAuto {
			name = cmp.Or(background, darkGround)
		}
		return theme.New(theme.Settings{Name: name, Profile: profile, ASCII: opt.ASCII}) //nolint:wrapcheck // lists the names
	}, background
}
