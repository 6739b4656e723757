package job_test

import (
	"testing"
	"time"

	"flocktop/adaptive"
	"flocktop/internal/job"
)

// What a batch took is held against prediction and limit without the time in
// which it waited for documents, and only where that says something.
func TestWhatATimeIsHeldAgainst(t *testing.T) {
	const none = "-"
	for name, test := range map[string]struct {
		status       job.Status
		missed, over string
	}{
		"waiting is left out": {
			job.Status{State: job.Done, Embedded: 132, Elapsed: 9 * time.Second, Starved: 8500 * time.Millisecond, Predicted: 470 * time.Millisecond, Bound: 440 * time.Millisecond},
			"+6.4 %", "+14 %",
		},
		"foreseen for another mode": {
			job.Status{State: job.Done, Embedded: 132, Elapsed: 500 * time.Millisecond, Predicted: 300 * time.Millisecond, Bound: 440 * time.Millisecond, Changed: true},
			none, "+14 %",
		},
		"two texts":          {job.Status{State: job.Done, Embedded: 2, Elapsed: time.Second, Predicted: 2 * time.Second, Bound: time.Second}, none, none},
		"nothing to embed":   {job.Status{State: job.Done, Skipped: 2534, Elapsed: time.Second}, none, none},
		"cancelled":          {job.Status{State: job.Cancelled, Embedded: 900, Elapsed: time.Second, Predicted: time.Minute, Bound: time.Minute}, none, none},
		"a few milliseconds": {job.Status{State: job.Done, Embedded: 100, Elapsed: 9 * time.Millisecond, Predicted: time.Millisecond, Bound: time.Millisecond}, none, none},
	} {
		t.Run(name, func(t *testing.T) {
			text := func(share float64, ok bool) string {
				if !ok {
					return none
				}
				return adaptive.OffText(share)
			}
			s := &test.status
			p := job.Past{State: s.State, Texts: s.Embedded, Actual: s.Elapsed, Waited: s.Starved, Predicted: s.Predicted, Bound: s.Bound, Changed: s.Changed}
			for _, got := range []string{text(s.Missed()), text(p.Missed())} {
				if got != test.missed {
					t.Errorf("the prediction was missed by %s, want %s", got, test.missed)
				}
			}
			for _, got := range []string{text(s.Over()), text(p.Over())} {
				if got != test.over {
					t.Errorf("above the limit by %s, want %s", got, test.over)
				}
			}
		})
	}
}
