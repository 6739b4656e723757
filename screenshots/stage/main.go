package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/charmbracelet/x/ansi"

	"flocktop/internal/documents"
	"flocktop/ui"
)

func main() {
	if documents.WorkerMain() { // a recording reads documents
		return
	}
	os.Exit(end(os.Args[1:], os.Stdout, os.Stderr)) //nolint:forbidigo // this is a program of its own
}

// end runs the program and gives its exit code.
func end(args []string, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, args, out); err != nil {
		fmt.Fprintln(errs, "stage:", err)
		return 1
	}
	return 0
}

var errUsage = errors.New("list, sums, or one of show, keys, text, record with a name; see the package's doc")

func run(ctx context.Context, args []string, out io.Writer) error {
	switch {
	case len(args) == 1 && args[0] == "list":
		for _, p := range pictures() {
			fmt.Fprintf(out, "%s %dx%d %s\n", p.name, p.w, p.h, p.options(&frozen{}).Theme)
		}
		return nil
	case len(args) == 1 && args[0] == "sums":
		return sums(out)
	case len(args) == 2 && args[0] == "record":
		return record(ctx, args[1])
	case len(args) != 2:
		return errUsage
	}
	p, err := find(args[1])
	if err != nil {
		return err
	}
	switch args[0] {
	case "show":
		return p.show(ctx)
	case "keys":
		for _, k := range p.keys {
			fmt.Fprintln(out, k)
		}
		return nil
	case "text":
		view, err := p.view()
		if err != nil {
			return err
		}
		for line := range strings.SplitSeq(ansi.Strip(view), "\n") {
			fmt.Fprintln(out, strings.TrimRight(line, " "))
		}
		return nil
	}
	return errUsage
}

// show runs the screen on the terminal, over the scene.
func (p picture) show(ctx context.Context) error {
	e, err := load(p.scene)
	if err != nil {
		return err
	}
	_, err = ui.Run(ctx, e, p.options(e))
	return err //nolint:wrapcheck // a sentence already
}
