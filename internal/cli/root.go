// Package cli is flocktop's command line: the commands that work without a
// screen, and the two that open one. It knows flags, plain tables, JSON and
// exit codes; what opens the dashboard is given to it.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"flocktop/internal/app"
	"flocktop/internal/config"
)

// The exit codes, as the README promises them.
const (
	ExitDone        = 0
	ExitFailed      = 1
	ExitUsage       = 2
	ExitInterrupted = 130
)

// Streams are where a command reads from and writes to.
type Streams struct {
	In  io.Reader // answers to questions; nil answers none
	Out io.Writer // results
	Err io.Writer // progress and errors
	// Console gives the terminal that Err goes to; nil where it goes elsewhere, or
	// where nobody looks. It may be nil.
	Console func() *Console
}

// Console is a terminal whose last line can be drawn anew.
type Console struct {
	To       io.Writer
	Width    func() int // columns now; 0 while unknown
	Progress bool       // it shows progress by itself
	Restore  func()     // gives it back as it was
}

// Screen is what the dashboard's own flags say.
type Screen struct {
	Theme string
	ASCII bool
	Watch bool // beside a flocktop that works on the store, writing nothing
	Plain bool // lines that are appended, for listening, instead of a screen
	// Demo is the scenario that was asked for; "" opens the configured nodes.
	Demo string
}

// Dashboard opens the screen; it returns when the user leaves.
type Dashboard func(ctx context.Context, flags config.Flags, screen Screen) error

// usageError is a wrong use of the command line.
type usageError struct{ error }

// UsageError marks an error as a wrong use of the command line.
func UsageError(err error) error { return usageError{err} }

func (e usageError) Unwrap() error { return e.error }

// exitError ends a command that has already said what there is to say.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// command is what all commands share.
type command struct {
	streams    Streams
	onTerminal bool // results go to one
	flags      config.Flags
	dashboard  Dashboard
}

// Run executes the command line and returns the exit code.
func Run(ctx context.Context, args []string, streams Streams, dashboard Dashboard) int {
	onTerminal := isTerminal(streams.Out)
	streams.Out, streams.Err = &printer{to: streams.Out}, &printer{to: streams.Err}
	c := &command{streams: streams, onTerminal: onTerminal, dashboard: dashboard}
	root := c.root()
	root.SetArgs(args)
	root.SetOut(streams.Out)
	root.SetErr(streams.Err)
	err := app.Guarded(func() error { return root.ExecuteContext(ctx) })
	fault, faulty := errors.AsType[*app.Fault](err)
	exit, said := errors.AsType[exitError](err)
	switch {
	case err == nil:
		return ExitDone
	case faulty: // whatever else would have ended it
		fmt.Fprintf(streams.Err, "flocktop: %v\n", fault)
		return ExitFailed
	case said:
		return int(exit)
	case ctx.Err() != nil:
		return ExitInterrupted
	}
	fmt.Fprintf(streams.Err, "flocktop: %v\n", err)
	if _, wrong := errors.AsType[usageError](err); wrong {
		return ExitUsage
	}
	return ExitFailed
}

func (c *command) root() *cobra.Command {
	var screen Screen
	root := &cobra.Command{
		Use:   "flocktop",
		Short: "Watch a flock of Ollama servers and embed documents on them",
		Long: strings.TrimSpace(`
flocktop watches a flock of Ollama servers live and embeds batches of documents
on them. For each batch it decides whether one fast node alone, some nodes or
all of them finish it soonest, and says why.

Without a command it opens the dashboard on the configured nodes, else on
OLLAMA_HOST, else on http://127.0.0.1:11434. With --plain, with TERM=dumb, or
where standard output is no terminal, it appends lines for listening instead.`),
		Args:          known,
		Version:       Version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.dashboard(cmd.Context(), c.flags, screen)
		},
	}
	root.SetVersionTemplate("flocktop {{.Version}}\n")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w; flocktop --help lists what there is", err)}
	})
	all := root.PersistentFlags()
	all.StringArrayVar(&c.flags.Nodes, "node", nil, "the `URL` of a node; repeat it for more; replaces the configured ones")
	all.StringVar(&c.flags.Model, "model", "", "embedding `model`")
	all.StringVar(&c.flags.Mode, "mode", "", "`mode`: auto, sequential, hybrid or parallel")
	all.StringVar(&c.flags.Policy, "policy", "", "`policy`: auto (prediction) or rules (the table alone)")
	all.StringVar(&c.flags.Store, "store", "", "the store's `file`")
	all.StringVar(&c.flags.Config, "config", "", "the configuration `file`")
	all.DurationVar(&c.flags.PollInterval, "poll-interval", 0, "time between two looks at a node, such as 2s")
	all.StringVar(&c.flags.MaxCost, "max-cost", "", "the largest `amount` that a batch may cost, in the unit of the nodes' prices")
	all.StringVar(&c.flags.CostWeight, "cost-weight", "", "`weight` of cost against time: 0 time alone, 1 cost alone")
	c.screenFlags(root, &screen)
	// a demo has it not: its servers are its own, and nobody else works on them
	root.Flags().BoolVar(&screen.Watch, "watch", false, "only watch: the nodes, and the jobs of the flocktop that works on the store; nothing is written or embedded")
	root.AddCommand(c.demo(), c.embed(), c.nodes(), c.report(), c.failures(), c.export(), c.prune())
	return root
}

func (c *command) screenFlags(cmd *cobra.Command, screen *Screen) {
	cmd.Flags().StringVar(&screen.Theme, "theme", "", "`theme` of the screen: auto, dark, light, safe (for the colour-blind) or mono")
	cmd.Flags().BoolVar(&screen.ASCII, "ascii", false, "draw with ASCII characters only")
	cmd.Flags().BoolVar(&screen.Plain, "plain", false, "append lines instead of drawing, for screen readers and terminals that are logs;\ncommands are typed as words, help names them")
	cmd.Flags().StringVar(&c.flags.Mouse, "mouse", "", "listen to the mouse on the screen: `true|false`")
	cmd.Flags().Lookup("mouse").NoOptDefVal = "true"
}

func (c *command) demo() *cobra.Command {
	var screen Screen
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Open the dashboard on an embedded flock of simulated servers",
		Long: "Opens the dashboard on an embedded flock of simulated servers. The scenarios:\n\n" + scenarios() +
			"\nThe store is gone at the end, unless --store names one.",
		Args: wrongUse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.dashboard(cmd.Context(), c.flags, screen)
		},
	}
	names := app.ScenarioNames()
	cmd.Flags().StringVar(&screen.Demo, "scenario", names[0], "the `name` of the situation: "+strings.Join(names, ", "))
	c.screenFlags(cmd, &screen)
	return cmd
}

// meant is the command that does what people mean by a word that is none.
func meant(word string) (command string, ok bool) {
	switch word {
	case "history", "jobs", "past":
		return "flocktop report --history", true
	case "add", "batch", "index", "ingest", "queue":
		return "flocktop embed", true
	case "status", "list", "ls":
		return "flocktop nodes", true
	case "dashboard", "top", "ui":
		return "flocktop alone", true
	case "dump":
		return "flocktop export --jsonl", true
	case "clean":
		return "flocktop prune", true
	case "errors":
		return "flocktop failures", true
	}
	return "", false
}

// known refuses a word that is no command, and names the one that was probably
// meant.
func known(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range cmd.Commands() {
		names = append(append(names, sub.Name()), sub.Aliases...)
	}
	text := fmt.Sprintf("there is no command %q", args[0])
	if command, ok := meant(args[0]); ok {
		return usageError{fmt.Errorf("%s: %s does that", text, command)}
	}
	if near := config.Nearest(args[0], names); near != "" {
		text += fmt.Sprintf(" (did you mean %q?)", near)
	}
	return usageError{errors.New(text + "; flocktop --help lists them")}
}

// scenarios says what each scenario of the demo is.
func scenarios() string {
	var out strings.Builder
	for _, name := range app.ScenarioNames() {
		fmt.Fprintf(&out, "  %-10s %s\n", name, app.ScenarioTitle(name))
	}
	return out.String()
}

// wrongUse marks the complaints about arguments as wrong use.
func wrongUse(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{fmt.Errorf("%w; %s --help says how it is used", err, cmd.CommandPath())}
		}
		return nil
	}
}

// configuration brings all settings together; what is wrong with them is wrong
// use.
func (c *command) configuration() (config.Config, error) {
	cfg, err := config.Load(config.Sources{Flags: c.flags})
	if err != nil {
		return config.Config{}, usageError{err}
	}
	return cfg, nil
}

// open opens the program without a face; its log goes to the usual file.
func (c *command) open(ctx context.Context, opt app.Options) (*app.App, error) {
	var err error
	if opt.Config, err = c.configuration(); err != nil {
		return nil, err
	}
	return app.Open(ctx, opt) //nolint:wrapcheck // a sentence already
}

// Version is that of the module that was built, "dev" in a working copy.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "dev"
	}
	return info.Main.Version
}
