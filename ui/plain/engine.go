package plain

import (
	"context"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/journal"
)

// Engine is what is spoken about and driven. Methods without a context return
// at once, from memory; values that they return are never changed afterwards.
// The others may take time and end with their context.
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
	// Suggestions are paths worth embedding; this may read the disk.
	Suggestions() []string
	// Changes holds a token when anything above has changed since the token
	// was taken.
	Changes() <-chan struct{}

	// Forecast is the verdict for a batch of n texts, from learned speeds.
	Forecast(n int) (adaptive.Verdict, error)
	// Report is the verdict for each of the sizes, from learned speeds.
	Report(sizes []int) (adaptive.Report, error)
	// Past are batches that have ended, the last first, at most so many.
	Past(ctx context.Context, limit int) ([]job.Past, error)
	// Failures are all failures of a job.
	Failures(ctx context.Context, id job.ID) ([]job.Failure, error)

	// Queue adds one batch of files and folders to the queue.
	Queue(ctx context.Context, paths []string) (job.ID, error)
	// Cancel ends a job, running or queued; what it stored stays.
	Cancel(ctx context.Context, id job.ID) error
	// Restore takes up a cancelled job again, at the end of the queue.
	Restore(ctx context.Context, id job.ID) error
	// Move moves a queued job by so many places: -1 is one place sooner.
	Move(ctx context.Context, id job.ID, by int) error
	// RetryFailures queues what failed in a job as a job of its own.
	RetryFailures(ctx context.Context, id job.ID) (job.ID, error)
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
	// RestoreNode puts back a node that was removed in this run.
	RestoreNode(ctx context.Context, id string) error
	// Retry probes all nodes now.
	Retry(ctx context.Context)
	// WarmUp has a node load a model; it returns when that is in memory.
	WarmUp(ctx context.Context, id, model string) error
	// Unload has a node drop a model from its memory.
	Unload(ctx context.Context, id, model string) error
}

// Settings are what the user chose.
type Settings struct {
	Model  string        // "" while none is chosen
	Forced adaptive.Mode // 0: not forced
	Policy adaptive.Policy
	// Thresholds are those of the rules.
	Thresholds adaptive.Thresholds
	Paused     bool
	Simulated  string // title of the demo's scenario; "" with real servers
	Forgets    bool   // what is embedded is gone at the end, as in a demo without a store of the user's
	NodesFrom  string // the flag or variable that names nodes in the place of the configuration's; "" for none
	Version    string // of flocktop
	// Watching says who works on the store, or what keeps it from being read, where
	// this program only watches; "" where it works itself. Free: nobody works on it.
	Watching string
	Free     bool
}
