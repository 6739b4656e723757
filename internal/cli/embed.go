package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"flocktop/cluster"
	"flocktop/internal/app"
	"flocktop/internal/job"
	"flocktop/internal/store"
)

// defaultWait is how long embed waits while no node can work: long enough for a
// server to be started anew, or a model to be loaded.
const defaultWait = 5 * time.Minute

// embedOptions are the flags of embed.
type embedOptions struct {
	json    bool
	wait    time.Duration
	patient bool // the user asked to wait: from the start on, too
	plain   bool // lines that are appended, on a terminal too
	ascii   bool
}

func (c *command) embed() *cobra.Command {
	var opt embedOptions
	cmd := &cobra.Command{
		Use:   "embed PATH...",
		Short: "Embed files and folders, and keep their vectors in the store",
		Args:  wrongUse(func(_ *cobra.Command, paths []string) error { return pathsGiven(paths) }),
		RunE: func(cmd *cobra.Command, paths []string) error {
			if opt.wait < 0 {
				return usageError{fmt.Errorf("--wait %s: a time to wait is not negative; 0 waits for ever", opt.wait)}
			}
			opt.patient = cmd.Flags().Changed("wait")
			return c.runEmbed(cmd.Context(), paths, opt)
		},
	}
	cmd.Flags().DurationVar(&opt.wait, "wait", defaultWait, "the longest `time` to wait while no node can work; 0 waits for ever")
	cmd.Flags().BoolVar(&opt.json, "json", false, "print one JSON object at the end; in it failed counts chunks, and failed_files the files that could not be read")
	cmd.Flags().BoolVar(&opt.plain, "plain", false, "append lines of progress on a terminal too, instead of drawing one anew")
	cmd.Flags().BoolVar(&opt.ascii, "ascii", false, "draw with ASCII characters only")
	return cmd
}

func (c *command) runEmbed(ctx context.Context, paths []string, opt embedOptions) (err error) {
	if err := someThere(paths); err != nil {
		return err
	}
	a, err := c.open(ctx, app.Options{Holder: "flocktop embed", Wait: opt.wait})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	// the engine outlives an interrupt for as long as it takes to report
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	a.Start(running)
	shown := c.live(opt)
	if shown != nil {
		defer shown.end()
		shown.wait("asking " + plural(len(a.Flock().Nodes), "node", "nodes") + shown.look.ellipsis)
	}
	if err := ready(ctx, a); err != nil && (!opt.patient || !errors.Is(err, errNobodyAnswers)) {
		return err
	}
	id, err := a.Queue(ctx, paths)
	if err != nil {
		return err //nolint:wrapcheck // a sentence already
	}
	status := c.follow(ctx, a, id, shown)
	if err := c.printEmbed(ctx, a, status, opt.json, shown); err != nil {
		return err
	}
	switch {
	case crashed(a):
		return nil // Close says what happened
	case ctx.Err() != nil:
		return exitError(ExitInterrupted)
	case status.State == job.Broken, status.Halted:
		return errors.New(status.Why)
	case status.Failed+status.FailedFiles > 0:
		return exitError(ExitFailed)
	}
	return nil
}

var errNobodyAnswers = errors.New("no node answers")

func crashed(a *app.App) bool {
	select {
	case <-a.Crashed():
		return true
	default:
		return false
	}
}

// ready checks what would make waiting pointless: no node at all answers, or
// none has the model.
func ready(ctx context.Context, a *app.App) error {
	s, err := a.Settled(ctx)
	if err != nil {
		return err //nolint:wrapcheck // interrupted
	}
	if down := s.Unreachable(); down != "" {
		return fmt.Errorf("%w: %s; start Ollama there, or name another with --node", errNobodyAnswers, down)
	}
	last, _, err := a.Store().Setting(ctx, store.SettingLastModel)
	if err != nil {
		return err //nolint:wrapcheck // a sentence already
	}
	model, err := s.PickModel(s.Model, last)
	if err != nil {
		return usageError{modelSentence(err, len(s.Nodes))}
	}
	return a.RefuseModel(ctx, model) //nolint:wrapcheck // before there is a job that could not but break
}

// modelSentence says how one of the models is chosen here.
func modelSentence(err error, nodes int) error {
	none, ok := errors.AsType[*cluster.NoModelError](err)
	if !ok || len(none.Choices) == 0 {
		return err
	}
	have := make([]string, len(none.Choices))
	for i, c := range none.Choices {
		on := strings.Join(c.Nodes, ", ")
		switch {
		case nodes == 2 && len(c.Nodes) == nodes:
			on = "both nodes"
		case nodes > 2 && len(c.Nodes) == nodes:
			on = "all nodes"
		}
		have[i] = fmt.Sprintf("%s (on %s)", cluster.ShortModel(c.Name), on)
	}
	list := strings.Join(have, "; ")
	if none.Model == "" {
		return fmt.Errorf("several embedding models are installed, choose one with --model: %s", list)
	}
	asked := cluster.ShortModel(none.Model)
	return fmt.Errorf("no node has the model %s; there are %s; --model names one of them, or on a node: ollama pull %s", asked, list, asked)
}

// live is how a job is shown on the terminal; nil where progress is appended in
// lines.
func (c *command) live(opt embedOptions) *live {
	if opt.json || opt.plain || c.streams.Console == nil {
		return nil
	}
	console := c.streams.Console()
	if console == nil {
		return nil
	}
	return newLive(console, newBarLook(opt.ascii, os.Getenv("NO_COLOR") == ""))
}

const (
	// lookEvery is how soon the end of a job is seen: nobody waits for the next report.
	lookEvery = 5 * time.Millisecond
	// reportEvery is how often progress is reported, at most.
	reportEvery = 100 * time.Millisecond
)

// follow reports progress until the job has ended, or the user interrupts it.
func (c *command) follow(ctx context.Context, a *app.App, id job.ID, shown *live) job.Status {
	narrator := narrator{to: c.streams.Err}
	tell := narrator.tell
	if shown != nil {
		defer shown.clear()
		tell = func(s job.Status) { shown.tell(s, a.Flock(), a.Log(shown.logged)) }
	}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var told time.Time
	for {
		status, _ := a.Job(id)
		over := status.State.Ended() || status.Halted
		if now := time.Now(); over || now.Sub(told) >= reportEvery {
			tell(status)
			told = now
		}
		if over {
			return status
		}
		select {
		case <-a.Crashed():
			return status
		case <-ctx.Done():
			shown.clear()
			fmt.Fprintln(c.streams.Err, "Interrupted: what is stored stays, and the same command goes on from there.")
			status, _ = a.Job(id)
			return status
		case <-tick.C:
		}
	}
}
