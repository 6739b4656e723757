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

// What is printed and not drawn anew must be true: once all is read, the decision for a
// number that was guessed is not told, and what the end is held against is.
func TestTheDecisionIsToldForTheTextsThatThereAre(t *testing.T) {
	guess := adaptive.Verdict{Batch: 684, Decision: adaptive.Decision{
		Mode: adaptive.Parallel, Reason: adaptive.PredictedFaster, Detail: "All 2 nodes 3.1s", Workers: 8, Nodes: []string{"http://a", "http://b"},
	}}
	s := job.Status{
		State: job.Running, Walked: true, Chunks: 700, Skipped: 5, Embedded: 10, Verdict: guess, Predicted: 1500 * time.Millisecond, PredictedGuessed: true,
	}
	var out strings.Builder
	n := narrator{to: &out}
	n.tell(s)
	if out.Len() > 0 {
		t.Errorf("by a guess: %s", out.String())
	}
	s.Verdict.Batch, s.Verdict.Detail = 695, "All 2 nodes 3.2s"
	s.Predicted, s.PredictedGuessed = 1600*time.Millisecond, false
	for range 2 {
		n.tell(s)
	}
	for _, want := range []string{"Processing 695 of 700 chunks...\n", "      All 2 nodes 3.2s\n", "   Predicted at first: 1.6s\n"} {
		if strings.Count(out.String(), want) != 1 {
			t.Errorf("%q is not there once in:\n%s", want, out.String())
		}
	}

	// speeds are unknown, and one text has failed meanwhile
	out.Reset()
	n = narrator{to: &out}
	s.Predicted, s.Skipped, s.Chunks, s.Failed = 0, 0, 695, 1
	n.tell(s)
	if !strings.Contains(out.String(), "Processing 695 chunks...\n") || strings.Contains(out.String(), "Predicted") {
		t.Errorf("without a prediction: %s", out.String())
	}

	// it was over before the decision was made anew
	out.Reset()
	n = narrator{to: &out}
	s.Verdict.Batch, s.State, s.Embedded, s.Failed = 684, job.Done, 695, 0
	n.tell(s)
	if !strings.HasPrefix(out.String(), "Processing 695 chunks...\n") {
		t.Errorf("at the end: %s", out.String())
	}
}

// A large folder is read for long: what is decided meanwhile is said once, as a guess,
// and then what has become of it.
func TestTheDecisionForALargeFolderIsToldAsAGuess(t *testing.T) {
	guess := adaptive.Verdict{Batch: 2600, Decision: adaptive.Decision{
		Mode: adaptive.Sequential, Reason: adaptive.DominantNode, Detail: "Fastest node is 8.5x faster - sequential wins", Workers: 1, Nodes: []string{"http://a"},
	}}
	changed := adaptive.Verdict{Batch: 3000, Decision: adaptive.Decision{
		Mode: adaptive.Parallel, Reason: adaptive.PredictedFaster, Detail: "All 2 nodes 3.1s", Workers: 8, Nodes: []string{"http://a", "http://b"},
	}}
	same := guess
	same.Batch, same.Detail = 3000, "Fastest node is 8.6x faster - sequential wins"
	const guessed = "Processing ~2600 of ~2700 chunks, documents are still being read...\n" +
		"   Adaptive mode: ~dominant_node\n      ~Fastest node is 8.5x faster - sequential wins\n   ~Sequential mode: using http://a\n" +
		"   Predicted at first: ~1m20s\n"
	for name, test := range map[string]struct {
		verdict   adaptive.Verdict
		predicted time.Duration
		want      string
	}{
		"as it was": {same, 80 * time.Second, "Processing 3000 of 3100 chunks...\n"},
		"another": {
			changed, 95 * time.Second, "Processing 3000 of 3100 chunks...\n" +
				"   Adaptive mode: predicted_faster\n      All 2 nodes 3.1s\n   Parallel mode: using 8 workers across 2 nodes\n   Predicted at first: 1m35s\n",
		},
		"it takes longer": {same, 95 * time.Second, "Processing 3000 of 3100 chunks...\n   Predicted at first: 1m35s\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			n := narrator{to: &out}
			s := job.Status{State: job.Running, Chunks: 300, Skipped: 100, Verdict: guess, Elapsed: 3 * time.Second}
			n.tell(s)
			if out.Len() > 0 {
				t.Errorf("before it is known how much is to come: %s", out.String())
			}
			s.Sized, s.Expected, s.Elapsed = true, 2400, time.Second
			n.tell(s)
			if out.Len() > 0 {
				t.Errorf("before it is known that all takes long to be read: %s", out.String())
			}
			s.Elapsed = 3 * time.Second
			n.tell(s)
			s.Predicted, s.PredictedGuessed = 80*time.Second, true
			n.tell(s)
			s.Verdict, s.Predicted = changed, 90*time.Second // for a while, by another guess
			n.tell(s)
			if out.String() != guessed {
				t.Errorf("while it is read:\n%s\nwant:\n%s", out.String(), guessed)
			}
			out.Reset()
			s.Chunks, s.Expected, s.Walked, s.Verdict = 3100, 0, true, guess
			n.tell(s)
			if out.Len() > 0 {
				t.Errorf("read, and not yet decided anew:\n%s", out.String())
			}
			s.Verdict, s.Predicted, s.PredictedGuessed = test.verdict, test.predicted, false
			for range 2 {
				n.tell(s)
			}
			if out.String() != test.want {
				t.Errorf("at last:\n%s\nwant:\n%s", out.String(), test.want)
			}
		})
	}
}
