package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"flocktop/adaptive"
	"flocktop/internal/app"
	"flocktop/internal/job"
	"flocktop/internal/store"
)

// pastBatch is one line of report --history.
type pastBatch struct {
	Job              int64         `json:"job"`
	Title            string        `json:"title"`
	Ended            time.Time     `json:"ended"`
	State            string        `json:"state"`
	Outcome          job.Outcome   `json:"outcome"`         // done only where nothing failed
	Embedded         int           `json:"embedded"`        // by its last run
	Earlier          int           `json:"embedded_before"` // by those that were interrupted
	Skipped          int           `json:"skipped"`
	Failed           int           `json:"failed"` // chunks, and files that could not be read
	Decision         *job.Decision `json:"decision"`
	PredictedSeconds *float64      `json:"predicted_seconds"`
	ActualSeconds    *float64      `json:"actual_seconds"`
	WaitingSeconds   *float64      `json:"waiting_seconds"` // of actual_seconds, for documents: prediction and bound are about the rest
	BoundSeconds     *float64      `json:"bound_seconds"`

	past job.Past // the same, to be held against prediction and limit
}

// shownBatches is how many past batches are listed.
const shownBatches = 50

func (c *command) runHistory(ctx context.Context, asJSON bool) (err error) {
	a, err := c.open(ctx, app.Options{Holder: "flocktop report", ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	past, err := pastBatches(ctx, a)
	if err != nil {
		return err
	}
	if asJSON {
		return writeJSON(c.streams.Out, map[string]any{"batches": past})
	}
	return c.printHistory(past)
}

// pastBatches are those that have ended, the last first.
func pastBatches(ctx context.Context, a *app.App) ([]pastBatch, error) {
	past := []pastBatch{}
	if a.Store() == nil {
		return past, nil
	}
	jobs, err := a.Store().EndedJobs(ctx, shownBatches)
	if err != nil {
		return nil, err //nolint:wrapcheck // a sentence already
	}
	for _, j := range jobs {
		past = append(past, pastBatchOf(j))
	}
	return past, nil
}

// texts is how many it embedded: before it was interrupted, and after.
func (b pastBatch) texts() string {
	if b.Earlier > 0 {
		return fmt.Sprintf("%d+%d", b.Earlier, b.Embedded)
	}
	return fmt.Sprint(b.Embedded)
}

// medianMiss is [job.MedianMiss] of these batches.
func medianMiss(past []pastBatch) (share float64, of int) {
	jobs := make([]job.Past, 0, len(past))
	for _, b := range past {
		jobs = append(jobs, b.past)
	}
	return job.MedianMiss(jobs)
}

// neverBegan says that it was cancelled while it waited for its turn.
func (b pastBatch) neverBegan() bool {
	return b.State == string(store.JobCancelled) && b.ActualSeconds == nil && b.Embedded == 0 && b.Decision == nil
}

func pastBatchOf(j store.Job) pastBatch {
	p := job.PastOf(j)
	b := pastBatch{
		Job: int64(p.ID), Title: p.Title, Ended: p.Ended, State: string(j.State), Outcome: p.Outcome(), Embedded: p.Texts,
		Earlier: p.Earlier, Skipped: p.Skipped, Failed: p.Failed,
		PredictedSeconds: secondsOf(p.Predicted), ActualSeconds: secondsOf(p.Actual), WaitingSeconds: secondsOf(p.Waited), BoundSeconds: secondsOf(p.Bound),
		past: p,
	}
	if j.Decision != nil {
		// a decision that cannot be read is shown as none: history is no place to fail
		_ = json.Unmarshal(j.Decision, &b.Decision)
	}
	return b
}

func secondsOf(d time.Duration) *float64 {
	if d <= 0 {
		return nil
	}
	s := d.Seconds()
	return &s
}

// historyColumns are those of the table of past batches.
func historyColumns() []column {
	return []column{
		{head: "JOB"},
		{head: "ENDED", rank: 1},
		{head: "BATCH", least: leastName},
		{head: "STATE"},
		{head: "EMBEDDED"},
		{head: "FAILED", rank: 4},
		{head: "MODE", rank: 3},
		{head: "REASON", rank: 8},
		{head: "TOOK"},
		{head: "WAITED", rank: 6},
		{head: "PREDICTED", rank: 5},
		{head: "ERROR", rank: 2},
		{head: "LIMIT", rank: 7},
	}
}

func (c *command) printHistory(past []pastBatch) error {
	if len(past) == 0 {
		fmt.Fprintln(c.streams.Out, "No batch has ended yet in this store.")
		return nil
	}
	var rows [][]string
	waited := 0
	for _, b := range past {
		if b.neverBegan() {
			waited++
			continue
		}
		mode, reason := unknown, unknown
		if b.Decision != nil {
			mode, reason = b.Decision.Mode.String(), string(b.Decision.Reason)
		}
		miss := unknown
		if m, ok := b.past.Missed(); ok {
			miss = adaptive.OffText(m)
		}
		rows = append(rows, []string{
			fmt.Sprint(b.Job), b.Ended.Local().Format("2006-01-02 15:04"), b.Title, b.came(), b.texts(), countOr(b.Failed), mode, reason,
			duration(b.past.Took()), waitedText(b), duration(b.past.Predicted), miss, duration(b.past.Bound),
		})
	}
	if len(rows) > 0 {
		if err := c.wideTable(historyColumns(), rows); err != nil {
			return err
		}
	}
	if waited > 0 {
		fmt.Fprintf(c.streams.Out, "\n%s cancelled before anything of it was embedded.\n", plural(waited, "batch was", "batches were"))
	}
	return nil
}

// came says what came of it, as the screen does: a job of which something failed
// is not merely done.
func (b pastBatch) came() string {
	if b.Outcome == job.DoneWithFailures {
		return "! done"
	}
	return string(b.Outcome)
}

// waitedText is how long a batch waited for documents beside what it took.
func waitedText(b pastBatch) string {
	if b.Embedded == 0 {
		return unknown
	}
	return duration(b.past.Waited)
}

// countOr is how many there are; a 0 does not catch the eye.
func countOr(n int) string {
	if n == 0 {
		return nothing
	}
	return fmt.Sprint(n)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
