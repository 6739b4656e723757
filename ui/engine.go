package ui

import (
	"context"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/journal"
	"flocktop/internal/prefs"
)

// Engine is what the screen shows and drives. Its methods are called from
// commands only, from several goroutines at once. Those without a context
// return at once, from memory; values that they return are never changed
// afterwards.
type Engine interface {
	// Flock is the newest snapshot.
	Flock() cluster.Snapshot
	// Jobs are the jobs in the order of the queue: ended, running, queued.
	Jobs() []job.Status
	// Log returns the kept entries with a Seq of at least since, oldest first.
	Log(since uint64) []journal.Entry
	// Settings are those in force now.
	Settings() Settings
	// Kept says whether the configuration has the node with this ID, so that it is
	// there the next time.
	Kept(id string) bool
	// Models are the embedding models known in the flock, by name.
	Models() []ModelChoice
	// Suggestions are paths that the picker offers first.
	Suggestions() []string
	// Changes holds a token when anything above has changed since the token
	// was taken. It is coalesced (a capacity of one is enough): state itself is
	// pulled, so nothing that ended is ever missed.
	Changes() <-chan struct{}

	// Forecast is the verdict for a batch of n texts, from learned speeds.
	Forecast(n int) (adaptive.Verdict, error)
	// ReportIf is the verdict for each of the sizes, from learned speeds, for the
	// flock as the user imagines it; the zero [adaptive.WhatIf] is as it is.
	ReportIf(sizes []int, change adaptive.WhatIf) (adaptive.Report, error)
	// NodeHistory is what a node did in the last minutes, second by second.
	NodeHistory(id string) (cluster.History, bool)
	// Prefs are what the user set on the screen the last time.
	Prefs() prefs.Prefs

	// Queue adds one batch of files and folders to the queue.
	Queue(ctx context.Context, paths []string) (job.ID, error)
	// Cancel ends a job, running or queued; what it stored stays.
	Cancel(ctx context.Context, id job.ID) error
	// Restore takes up a cancelled job again, at the end of the queue.
	Restore(ctx context.Context, id job.ID) error
	// Move moves a queued job by so many places among the queued ones, up where
	// by is below 0.
	Move(ctx context.Context, id job.ID, by int) error
	// RetryFailures queues a job of those documents of an ended one that have
	// failures.
	RetryFailures(ctx context.Context, id job.ID) (job.ID, error)
	// Documents are a job's documents: those under way first, then those with
	// failures; at most [job.MaxDocuments].
	Documents(ctx context.Context, id job.ID) ([]job.Document, error)
	// Recorded is a job of an earlier run as the store has it; what was only known
	// while it ran is missing.
	Recorded(ctx context.Context, id job.ID) (job.Status, error)
	// PassedOver is what a job left out without calling it a failure, by reason.
	PassedOver(ctx context.Context, id job.ID) ([]job.PassedOver, error)
	// Failures are all failures of a job.
	Failures(ctx context.Context, id job.ID) ([]job.Failure, error)
	// Past are the jobs that have ended, of earlier runs too, the latest first.
	Past(ctx context.Context, limit int) ([]job.Past, error)
	// Pause holds the queue, and the running job with it, or lets it go on.
	Pause(paused bool)
	// Force sets the mode from the next piece of work on; 0 lifts it.
	Force(mode adaptive.Mode)
	// SetPolicy says who has the last word, prediction or rules.
	SetPolicy(policy adaptive.Policy)
	// SetModel chooses the model of jobs queued from now on.
	SetModel(ctx context.Context, name string) error

	// AddNode watches one more node and keeps it in the configuration. It says what
	// the node is called, for which "" leaves the choice to it.
	AddNode(ctx context.Context, name, url string) (called string, err error)
	// RemoveNode forgets a node, in the configuration too.
	RemoveNode(ctx context.Context, id string) error
	// RestoreNode puts back a node that was removed in this run, with all that
	// the configuration said of it.
	RestoreNode(ctx context.Context, id string) error
	// Retry probes all nodes now.
	Retry(ctx context.Context)
	// WarmUp has a node load a model; it returns when that is in memory.
	WarmUp(ctx context.Context, id, model string) error
	// Unload has a node drop a model from its memory.
	Unload(ctx context.Context, id, model string) error

	// KeepPrefs keeps what the user has set on the screen until the next time.
	KeepPrefs(p prefs.Prefs) error
}

// Settings are what the user chose, as the header shows it.
type Settings struct {
	Model      string        // "" while none is chosen
	Forced     adaptive.Mode // 0: not forced
	Policy     adaptive.Policy
	Paused     bool
	Thresholds adaptive.Thresholds
	Limits     Limits
	Simulated  string // title of the demo's scenario; "" with real servers
	Forgets    bool   // what is embedded is gone at the end, as in a demo without a store of the user's
	NodesFrom  string // the flag or variable that names nodes in the place of the configuration's; "" for none
	Watching   Watching
	StorePath  string
	Version    string // of flocktop
}

// Watching says how it stands with a store on which another process works, while
// this one only watches. The zero value is a program that works itself.
type Watching struct {
	On      bool
	By      string // who works on the store; "" where nobody does, so that this one can take over
	Trouble string // why the store cannot be read at the moment
}

// Limits say from where figures of a node are coloured.
type Limits struct {
	Errors  Limit // share of requests that failed
	Average Limit // seconds per text
	Ping    Limit // seconds
	VRAM    Limit // share of what the GPU has
	Health  Limit // a score below; of both 0 the node's own band decides
	Queued  Limit // requests under way
}

// Limit is from where a figure is a warning, and from where it is critical; 0
// is never.
type Limit struct{ Warn, Critical float64 }

// ModelChoice is one embedding model and where it is.
type ModelChoice struct {
	Name     string
	Size     int64    // bytes on disk
	Nodes    []string // names of the nodes that have it installed
	Loaded   []string // names of those that have it in memory
	Conflict []string // names of nodes whose model of that name has another digest
}
