package ui

import (
	"context"
	"fmt"
	"io"
	"os"
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
	NoColor bool   // as NO_COLOR in the environment asks for
	// CrashFile is where the trace of a panic is written; "" puts it into the
	// error.
	CrashFile string

	Clock  func() time.Time // for the time shown; nil is the real one
	Input  io.Reader        // nil is the terminal
	Output io.Writer        // nil is standard output
}

// Exit says how the user left.
type Exit struct {
	Demo bool // and wants the demo now
}

// themeAuto chooses dark or light by the terminal's background.
const themeAuto = "auto"

// Themes are the names for Options.Theme.
func Themes() []string { return append([]string{themeAuto}, theme.Names()...) }

// Run shows the dashboard until the user leaves or ctx ends, which is no
// error. The terminal is restored in every case; after a fault of the screen
// itself the error names the file with its trace.
func Run(ctx context.Context, e Engine, opt Options) (Exit, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // commands that wait end with it
	if opt.Output == nil {
		opt.Output = os.Stdout
	}
	look, err := look(opt)
	if err != nil {
		return Exit{}, err
	}
	root := &guard{model: newModel(&tasks{ctx, e}, look, opt)}
	settings := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithAltScreen(), tea.WithOutput(opt.Output),
		// Signals end ctx. Bubble Tea's own handler would wait for ever to tell a
		// loop that ctx has ended already.
		tea.WithoutSignalHandler(),
	}
	if opt.Input != nil {
		settings = append(settings, tea.WithInput(opt.Input))
	}
	_, err = tea.NewProgram(root, settings...).Run()
	switch {
	case root.crash != nil:
		return Exit{}, root.crash.report(opt.CrashFile)
	case err == nil, ctx.Err() != nil:
		return root.model.exit, nil
	default:
		return Exit{}, fmt.Errorf("show the dashboard: %w", err)
	}
}

// look finds out what the terminal can show.
func look(opt Options) (theme.Theme, error) {
	r := lipgloss.NewRenderer(opt.Output)
	s := theme.Settings{Name: opt.Theme, Profile: r.ColorProfile(), ASCII: opt.ASCII}
	if opt.NoColor {
		s.Profile = termenv.Ascii
	}
	if s.Name == "" || s.Name == themeAuto {
		s.Name = "dark"
		if s.Profile != termenv.Ascii && !r.HasDarkBackground() {
			s.Name = "light"
		}
	}
	t, err := theme.New(s)
	if err != nil {
		return theme.Theme{}, fmt.Errorf("choose the theme: %w", err)
	}
	return t, nil
}
