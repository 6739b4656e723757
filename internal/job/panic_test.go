package job_test

import (
	"context"
	"fmt"
	"testing"

	"flocktop/cluster"
	"flocktop/internal/job"
)

// A fault of the program leaves the job unfinished in the store: the next start
// takes it up.
func TestAPanicLeavesTheJobUnfinished(t *testing.T) {
	faults := map[string]struct {
		tools  func(*job.Tools)
		embed  func(context.Context, cluster.Batch) error
		caught bool // by the job's own guard
	}{
		"of the flock":  {nothing, func(context.Context, cluster.Batch) error { panic("a fault") }, true},
		"of the reader": {func(tools *job.Tools) { tools.Extractor = nil }, nil, true},
		"of the ledger": {nothing, func(context.Context, cluster.Batch) error {
			return fmt.Errorf("the batch ended: %w", cluster.ErrLedgerPanic)
		}, false},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, fault.tools)
			if fault.embed != nil {
				d.flock.embed = []func(context.Context, cluster.Batch) error{fault.embed}
			}
			ctx, stop := context.WithCancel(t.Context())
			done := make(chan struct{})
			go func() { defer close(done); d.queue.Run(ctx) }()
			id := d.add()
			if fault.caught {
				<-d.caught
			} else {
				d.until(id, "the walk ends", func(s job.Status) bool { return s.State == job.Running })
			}
			stop() // as the guard does
			<-done
			if s, _ := d.queue.Status(id); s.State.Ended() || s.Halted || len(d.unfinished()) != 1 {
				t.Errorf("%s (%s), %d unfinished", s.State, s.Why, len(d.unfinished()))
			}
		})
	}
}
