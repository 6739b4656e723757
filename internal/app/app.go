// Package app puts the parts together: configuration, store, flock, queue, log
// and, for the demo, simulated servers. It is the one place that knows all of
// them, and its Close is the one clean-up. It knows nothing of the screen.
package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"gopkg.in/natefinch/lumberjack.v2"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/cluster/dispatch"
	"flocktop/internal/config"
	"flocktop/internal/documents"
	"flocktop/internal/job"
	"flocktop/internal/journal"
	"flocktop/internal/numbers"
	"flocktop/internal/store"
)

// Options say what is opened.
type Options struct {
	Config config.Config
	// Holder names this process to others who find the store held.
	Holder string
	// ReadOnly opens the store for reading; there may be none then.
	ReadOnly bool
	// Watch opens the store for reading beside another process that works on it,
	// and follows what that does. It writes nothing there, and embeds nothing.
	Watch bool
	// TakeUp puts jobs that an earlier run left unfinished into the queue, which
	// is paused then until the user lets it go on.
	TakeUp bool
	// Screen takes up what the user set on the screen the last time: mode and
	// policy are in force again, where nothing newer speaks against them.
	Screen bool
	// Wait is how long a job stands still because no node can work, before it is
	// halted; 0 waits for ever.
	Wait time.Duration
	// Remember is how often what is learned is kept while a job runs, so that
	// whoever is killed in the midst of a long one knows it the next time; 0 means
	// every 15 seconds.
	Remember time.Duration
	// Working is told when jobs begin to be worked on, and when there are none any
	// more; nil where nobody wants to know.
	Working func(yes bool)
	// Demo runs on simulated servers instead of the configured nodes.
	Demo *Demo
	// Log is where records go besides the journal; nil writes a file in the
	// state folder.
	Log io.Writer
}

// App is the program without a face.
type App struct {
	cfg     config.Config
	demo    *Demo
	log     *slog.Logger
	journal *journal.Journal
	store   *store.Store // nil where there is none to read
	flock   *cluster.Flock
	queue   *job.Queue // nil when opened for reading
	watch   *watch     // nil unless it only watches
	guard   *guard
	changes chan struct{}

	removals removals
	screen   screenMemory
	every    time.Duration // so often what is learned is kept while a job runs

	running sync.WaitGroup
	stop    context.CancelFunc
	closers []func() error // in the order of opening
}

// logSize and logFiles bound what logs take on disk.
const (
	logSize  = 5 // megabytes
	logFiles = 2
	// journalSize is how many records the screen can look back.
	journalSize = 2000
)

// Open prepares everything; [App.Start] sets it going. What was opened before
// an error is closed again.
func Open(ctx context.Context, opt Options) (*App, error) {
	a := &App{cfg: opt.Config, demo: opt.Demo, changes: make(chan struct{}, 1), guard: newGuard(TraceFile()), stop: func() {}}
	a.every = cmp.Or(opt.Remember, rememberEvery)
	if opt.Demo != nil {
		a.guard = opt.Demo.guard // one for all: the first panic is what counts
	}
	a.journal = journal.New(journalSize, a.changed)
	a.log = slog.New(a.journal.Handler(slog.LevelInfo, a.logHandler(opt.Log)))
	err := a.open(ctx, opt)
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func (a *App) logHandler(to io.Writer) slog.Handler {
	if to == nil {
		file := &lumberjack.Logger{
			Filename: filepath.Join(config.StateDir(), "flocktop.log"), MaxSize: logSize, MaxBackups: logFiles,
		}
		a.closers = append(a.closers, file.Close)
		to = file
	}
	return slog.NewTextHandler(to, &slog.HandlerOptions{Level: slog.LevelDebug})
}

func (a *App) open(ctx context.Context, opt Options) error {
	opt.ReadOnly = opt.ReadOnly || opt.Watch
	if !opt.ReadOnly {
		if err := storeFolder(a.cfg.Store); err != nil {
			return err
		}
	}
	var err error
	a.store, err = store.Open(ctx, a.cfg.Store, store.Options{
		ReadOnly: opt.ReadOnly, AsItIs: opt.Watch, Durability: durability(a.cfg.Durability), Holder: opt.Holder,
	})
	switch {
	case opt.ReadOnly && !opt.Watch && errors.Is(err, store.ErrNoStore):
		a.store = nil // nothing was ever learned
	case err != nil:
		return err //nolint:wrapcheck // the store's sentence says what and where
	default:
		a.closers = append(a.closers, a.store.Close)
	}
	cfg, err := a.clusterConfig(ctx)
	if err != nil {
		return err
	}
	if opt.Screen {
		a.openScreen(opt.Watch)
		a.recallSteering(&cfg.Steering)
	}
	cfg.Passive = opt.ReadOnly
	if a.flock, err = cluster.New(cfg); err != nil {
		return err //nolint:wrapcheck // names the node
	}
	for _, n := range a.cfg.Nodes {
		a.warn(n)
	}
	if a.cfg.Cost.Counts() && !slices.ContainsFunc(a.cfg.Nodes, func(n config.Node) bool { return a.cfg.Cost.Priced(&n) }) {
		a.log.Warn("cost is to count (cost.weight, cost.ceiling), but no node has a price: give nodes price_per_1000_texts, or watts and cost.price_per_kwh")
	}
	if a.cfg.Cost.Counts() && cfg.Steering.Policy == adaptive.Rules {
		a.log.Warn("cost is to count (cost.weight, cost.ceiling), but under the policy rules the table alone decides: the policy auto weighs cost too")
	}
	if opt.Watch {
		return a.openWatch(ctx)
	}
	if opt.ReadOnly {
		return nil
	}
	extractor := documents.NewExtractor(documents.ExtractorOptions{CacheDir: filepath.Join(config.CacheDir(), "pdf")})
	a.closers = append(a.closers, extractor.Close)
	a.queue = job.NewQueue(job.Tools{
		Flock: a.flock, Store: a.store, Extractor: extractor,
		Chunking: job.Chunking{Tokens: a.cfg.Chunks.Tokens, Overlap: a.cfg.Chunks.Overlap},
		Wait:     opt.Wait,
		Log:      a.log, Guard: a.guard.run, Remember: a.remember, Changed: a.changed, Working: opt.Working,
	})
	if opt.TakeUp {
		return a.takeUp(ctx)
	}
	return nil
}

// storeFolder refuses a store in a folder that is not there, but for the usual one:
// a slip in a path would begin an empty store, and embed everything again.
func storeFolder(path string) error {
	folder := filepath.Dir(path)
	if path == config.DefaultStorePath() {
		return nil
	}
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the store %s: there is no folder %s; make it, or look whether the path is right", path, folder)
	}
	return nil
}

func durability(setting string) store.Durability {
	if setting == config.NormalDurability {
		return store.Normal
	}
	return store.Full
}

// takeUp offers what an earlier run left unfinished.
func (a *App) takeUp(ctx context.Context) error {
	count, err := a.queue.TakeUp(ctx)
	if err != nil || count == 0 {
		return err //nolint:wrapcheck // a sentence already
	}
	a.flock.Steer(func(s *cluster.Steering) { s.Paused = true })
	a.log.Warn(fmt.Sprintf("%s of an earlier run; the queue is paused until you let it go on", numbers.Plural(count, "unfinished job")))
	return nil
}

func (a *App) clusterConfig(ctx context.Context) (cluster.Config, error) {
	mode, err := adaptive.ParseMode(a.cfg.Mode)
	if err != nil {
		return cluster.Config{}, fmt.Errorf("setting mode: %w", err)
	}
	policy, err := adaptive.ParsePolicy(a.cfg.Policy)
	if err != nil {
		return cluster.Config{}, fmt.Errorf("setting policy: %w", err)
	}
	goal := adaptive.CostGoal{Ceiling: a.cfg.Cost.Ceiling, Weight: a.cfg.Cost.Weight}
	sending := dispatch.DefaultSettings()
	sending.InFlight = a.cfg.Dispatch.InFlight
	if h := a.cfg.Dispatch.LearningHalfLife; h > 0 {
		sending.HalfLifeMin, sending.HalfLifeMax = float64(h), float64(h)
	}
	out := cluster.Config{
		Nodes:        nodesOf(a.cfg.Nodes),
		Model:        a.cfg.Model,
		Thresholds:   adaptive.Thresholds(a.cfg.Rules),
		Steering:     cluster.Steering{Forced: mode, Policy: policy, Cost: goal},
		PricePerKWh:  a.cfg.Cost.PricePerKWh,
		Dispatch:     sending,
		PollInterval: a.cfg.PollInterval,
		LoadTimeout:  a.cfg.Dispatch.LoadTimeout,
		MinCosine:    a.cfg.Canaries.MinCosine,
		Withdraw:     a.withdraw,
		Log:          a.log,
		Guard:        a.guard.run,
		Changed:      a.changed,
	}
	if err := out.Thresholds.Validate(); err != nil {
		return cluster.Config{}, fmt.Errorf("rules: %w", err)
	}
	if err := a.recall(ctx, &out); err != nil {
		return cluster.Config{}, err
	}
	return out, nil
}

func nodesOf(nodes []config.Node) []cluster.NodeConfig {
	out := make([]cluster.NodeConfig, len(nodes))
	for i, n := range nodes {
		out[i] = nodeOf(n)
	}
	return out
}

func nodeOf(n config.Node) cluster.NodeConfig {
	out := cluster.NodeConfig{Name: n.Name, URL: n.URL, VRAM: n.VRAM, GPU: n.GPU, CA: n.CA}
	if n.PricePer1000Texts != nil {
		out.PricePerText = *n.PricePer1000Texts / 1000
	}
	if n.Watts != nil {
		out.Watts = *n.Watts
	}
	if n.Credentials != nil { // a nil pointer in an interface is not nil
		out.Credentials = n.Credentials
	}
	return out
}

// warn says what is to be said of a node that is put to use.
func (a *App) warn(n config.Node) {
	for _, text := range n.Warnings {
		a.log.With("node", n.Name).Warn(text)
	}
}

// changed tells whoever watches that there is something new.
func (a *App) changed() {
	select {
	case a.changes <- struct{}{}:
	default:
	}
}

// Start has the flock watched and, unless opened for reading, the queue worked
// on, until the context ends or [App.Close].
func (a *App) Start(ctx context.Context) {
	ctx, a.stop = context.WithCancel(ctx)
	a.running.Go(func() {
		select {
		case <-a.guard.dead:
			a.stop()
		case <-ctx.Done():
		}
	})
	a.running.Go(func() { a.guard.run(func() { a.flock.Run(ctx) }) })
	if a.queue != nil {
		a.running.Go(func() { a.guard.run(func() { a.queue.Run(ctx) }) })
		a.running.Go(func() { a.guard.run(func() { a.rememberNowAndThen(ctx) }) })
	}
	if a.watch != nil {
		a.running.Go(func() { a.guard.run(func() { a.runWatch(ctx) }) })
	}
}

// Crashed is closed when something of the program has panicked; it has ended
// then, and [App.Close] says what happened and where the trace is.
func (a *App) Crashed() <-chan struct{} { return a.guard.dead }

// Fault ends the program as a panic of its own would, for a panic that was
// caught elsewhere; stack is that of its goroutine.
func (a *App) Fault(value any, stack []byte) { a.guard.caught(value, stack) }

// Close ends everything in the reverse order of opening. Jobs that run stay
// unfinished in the store.
func (a *App) Close() error {
	err := a.guard.finish(a.close)
	return errors.Join(a.guard.err(), err)
}

// close is Close without patience. A step that panics does not keep the others
// from being done.
func (a *App) close() error {
	a.stop()
	a.running.Wait()
	var errs []error
	step := func(work func() error) { a.guard.run(func() { errs = append(errs, work()) }) }
	if a.queue != nil {
		step(func() error { return a.remember(context.Background()) })
	}
	for _, closer := range slices.Backward(a.closers) {
		step(closer)
	}
	a.closers = nil
	return errors.Join(errs...)
}

// TraceFile is where the trace of a crash is written.
func TraceFile() string {
	return filepath.Join(config.StateDir(), fmt.Sprintf("crash-%d.txt", os.Getpid()))
}
