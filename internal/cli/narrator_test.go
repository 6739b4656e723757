package cli

import (
	"strings"
	"testing"
	"time"

	"flocktop/adaptive"
	"flocktop/internal/job"
)

// Per cent are said of a number that is known: not before the walk has ended, nor
// where nothing was to be done.
func TestProgressIsSaidOnceTheNumberIsKnown(t *testing.T) {
	verdict := adaptive.Verdict{Batch: 40, Decision: adaptive.Decision{Mode: adaptive.Sequential, Reason: adaptive.SingleNode, Nodes: []string{"http://a"}}}
	var out strings.Builder
	n := narrator{to: &out}
	n.tell(job.Status{State: job.Running, Documents: 3, Chunks: 17, Skipped: 17})
	n.tell(job.Status{State: job.Running, Documents: 3, Chunks: 20, Embedded: 20, Verdict: verdict})
	if out.Len() > 0 {
		t.Errorf("while documents are read: %s", out.String())
	}
	n.tell(job.Status{State: job.Running, Walked: true, Chunks: 40, Embedded: 20, Rate: 2.54, ETA: 95 * time.Second, Verdict: verdict})
	if want := "20/40 embeddings (50%), 2.5 texts/s, about 1m35s left\n"; !strings.Contains(out.String(), want) {
		t.Errorf("in its midst: %s", out.String())
	}
	n.tell(job.Status{State: job.Done, Walked: true, Chunks: 40, Embedded: 40, Verdict: verdict})
	if got := strings.Count(out.String(), "Progress:"); got != 2 || !strings.Contains(out.String(), "40/40 embeddings (100%)") {
		t.Errorf("then: %s", out.String())
	}
	out.Reset()
	n = narrator{to: &out}
	n.tell(job.Status{State: job.Done, Walked: true, Chunks: 40, Skipped: 40})
	if out.Len() > 0 {
		t.Errorf("where all was stored: %s", out.String())
	}
}

// Each time that flocktop was stopped is said once, with how long that was.
func TestAStopIsSaidOnce(t *testing.T) {
	var out strings.Builder
	n := narrator{to: &out}
	for _, stopped := range []time.Duration{0, 10 * time.Second, 10 * time.Second, 10100 * time.Millisecond, 13 * time.Second} {
		n.tell(job.Status{State: job.Running, Stopped: stopped})
	}
	const want = "   flocktop was stopped for 10.0s, which counts against no node\n   flocktop was stopped for 3.0s, which counts against no node\n"
	if out.String() != want {
		t.Errorf("it says:\n%s\nwant:\n%s", out.String(), want)
	}
}
