package job

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"flocktop/adaptive"
	"flocktop/internal/store"
)

// Past is a job that has ended. What is not known is its zero value.
type Past struct {
	ID      ID
	Title   string
	Model   string
	State   State
	Ended   time.Time
	Texts   int // embedded by it, or by its last run where it was interrupted
	Earlier int // embedded by the runs before that
	Skipped int // stored before it began
	Failed  int // chunks, and files that could not be read
	Nodes   int // that had a share
	// Mode, Reason and Policy are of the final decision; Mode is 0 where none
	// was made.
	Mode   adaptive.Mode
	Reason string
	Policy adaptive.Policy
	// Changed says that it was carried out otherwise than was foreseen: in another
	// mode, or by another policy or cost.
	Changed bool
	// Planned is how many nodes the decision names.
	Planned int
	// Ways are those that were weighed at the end; none where nothing was measured.
	Ways []Alternative
	// Actual is what it took without pauses, Waited the part of it in which there
	// was nothing to embed yet. Predicted is the makespan foreseen and Bound what
	// the hardware allowed, both of the rest.
	Predicted, Actual, Waited, Bound time.Duration
}

// Worked is how long it was embedded: what is held against prediction and limit.
func (p *Past) Worked() time.Duration { return worked(p.Actual, p.Waited) }

// Took is how long it was embedded; where nothing was, all of the time.
func (p *Past) Took() time.Duration {
	if p.Texts == 0 {
		return p.Actual
	}
	return p.Worked()
}

// Outcome is what came of it.
func (p *Past) Outcome() Outcome { return outcome(p.State, p.Texts+p.Skipped, p.Failed) }

// Missed is how far that is from the prediction, as a share of it; false where
// nothing can be said.
func (p *Past) Missed() (share float64, ok bool) {
	if p.Changed { // it was for something else
		return 0, false
	}
	return off(p.State, p.Texts, p.Worked(), p.Predicted)
}

// Over is how far that is above the limit, as a share of it; false where nothing
// can be said.
func (p *Past) Over() (share float64, ok bool) {
	return off(p.State, p.Texts, p.Worked(), p.Bound)
}

// History lists the jobs of a store that have ended, the latest first; at most
// limit.
func History(ctx context.Context, s *store.Store, limit int) ([]Past, error) {
	jobs, err := s.EndedJobs(ctx, limit)
	if err != nil {
		return nil, fmt.Errorf("read earlier jobs: %w", err)
	}
	out := make([]Past, len(jobs))
	for i, j := range jobs {
		out[i] = PastOf(j)
	}
	return out, nil
}

// PastOf is a job that has ended, by its record.
func PastOf(j store.Job) Past {
	p := Past{
		ID: ID(j.ID), Title: j.Title, Model: j.Model, State: stateOf(j.State), Ended: j.Ended,
		Texts: j.Counts.Embedded, Earlier: j.Earlier, Skipped: max(0, j.Counts.Skipped-j.Earlier), Failed: j.Counts.Failed + j.Counts.FailedFiles,
		Nodes: j.Nodes, Predicted: j.Predicted, Actual: j.Actual, Waited: j.Waited, Bound: j.Bound,
	}
	var d Decision
	// a decision that cannot be read is shown as none: history is no place to fail
	if j.Decision != nil && json.Unmarshal(j.Decision, &d) == nil {
		p.Mode, p.Reason, p.Policy, p.Planned, p.Ways = d.Mode, string(d.Reason), d.Policy, len(d.Nodes), d.Alternatives
		p.Changed = d.Changed
	}
	return p
}
