package ui

import (
	"context"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/journal"
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
	// Report is the verdict for each of the sizes, from learned speeds.
	Report(sizes []int) (adaptive.Report, error)

	// Queue adds one batch of files and folders to the queue.
	Queue(ctx context.Context, paths []string) (job.ID, error)
	// Cancel ends a job, running or queued; what it stored stays.
	Cancel(ctx context.Context, id job.ID) error
	// Pause holds the queue, and the running job with it, or lets it go on.
	Pause(paused bool)
	// Force sets the mode from the next piece of work on; 0 lifts it.
	Force(mode adaptive.Mode)
	// SetPolicy says who has the last word, prediction or rules.
	SetPolicy(policy adaptive.Policy)
	// SetModel chooses the model of jobs queued from now on.
	SetModel(ctx context.Context, name string) error

	// AddNode watches one more node and keeps it in the configuration.
	AddNode(ctx context.Context, name, url string) error
	// RemoveNode forgets a node, in the configuration too.
	RemoveNode(ctx context.Context, id string) error
	// Retry probes all nodes now.
	Retry(ctx context.Context)
}

// Settings are what the user chose, as the header shows it.
type Settings struct {
	Model      string        // "" while none is chosen
	Forced     adaptive.Mode // 0: not forced
	Policy     adaptive.Policy
	Paused     bool
	Thresholds adaptive.Thresholds
	Simulated  string // title of the demo's scenario; "" with real servers
	StorePath  string
	Version    string // of flocktop
}

// ModelChoice is one embedding model and where it is.
type ModelChoice struct {
	Name     string
	Size     int64    // bytes on disk
	Nodes    []string // names of the nodes that have it installed
	Loaded   []string // names of those that have it in memory
	Conflict []string // names of nodes whose model of that name has another digest
}
