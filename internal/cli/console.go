package cli

import (
	"io"
	"os"
	"slices"

	"github.com/charmbracelet/x/term"
	"github.com/muesli/termenv"

	"flocktop/internal/tty"
)

// console is the terminal that progress is shown on.
type console struct {
	to       io.Writer
	width    func() int // columns now; 0 while unknown
	progress bool       // it shows progress by itself
	restore  func() error
}

// consoleOf is the terminal behind a stream; nil where it is none, or none whose
// last line can be drawn anew, or nobody looks at it.
func consoleOf(stream io.Writer, env func(string) string) *console {
	file, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(file.Fd()) || env("TERM") == "dumb" || robot(env) {
		return nil
	}
	restore, err := termenv.EnableVirtualTerminalProcessing(termenv.NewOutput(file))
	if err != nil {
		return nil // a console of Windows that prints sequences instead of obeying them
	}
	width := func() int {
		w, _, err := term.GetSize(file.Fd())
		if err != nil {
			return 0
		}
		return w
	}
	return &console{to: file, width: width, progress: tty.ShowsProgress(env), restore: restore}
}

// robot says that a machine runs the command, and keeps what it prints: the
// services that build and test programs all set CI.
func robot(env func(string) string) bool {
	return !slices.Contains([]string{"", "0", "false"}, env("CI"))
}
