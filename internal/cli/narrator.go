package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"flocktop/adaptive"
	"flocktop/internal/job"
)

// narrator says in lines what a job does: the decision with its reason whenever
// it changes, and how far it is.
type narrator struct {
	to       io.Writer
	reason   string
	stalled  string
	stopped  time.Duration // of the program, as was said
	foretold bool          // what the job is to take was said
	told     int           // texts done
	read     int           // texts embedded while documents were read
	last     time.Time
}

// A line of progress comes after so many per cent, or so much time.
const (
	tellStep  = 10
	tellEvery = 10 * time.Second
)

func (n *narrator) tell(s job.Status) {
	n.tellStop(s)
	n.tellStall(s)
	n.tellDecision(s)
	n.tellForesight(s)
	n.tellProgress(s)
}

func (n *narrator) tellProgress(s job.Status) {
	done := s.Embedded + s.Skipped + s.Failed
	ended := s.State.Ended()
	if ended && s.Embedded == 0 {
		return // the summary says all there is
	}
	if !ended && !s.Walked {
		n.tellReading(s)
		return
	}
	step := (done - n.told) * 100 / max(1, s.Chunks)
	if n.reason == "" && !ended {
		return // the decision comes first; it follows at once
	}
	if done == n.told || s.Chunks == 0 || (!ended && step < tellStep && time.Since(n.last) < tellEvery) {
		return
	}
	n.told, n.last = done, time.Now()
	fmt.Fprintf(n.to, "   Progress: %d/%d embeddings (%d%%)%s\n", done, s.Chunks, 100*done/s.Chunks, pace(s))
}

// pace says how fast a job goes and how long it will, as far as that is known.
func pace(s job.Status) string {
	text := ""
	if s.State.Ended() {
		return text
	}
	if s.Rate > 0 {
		text += fmt.Sprintf(", %.1f texts/s", s.Rate)
	}
	if s.ETA > 0 {
		text += ", about " + adaptive.Span(s.ETA) + " left"
	}
	return text
}

// tellReading speaks of a job of which it is not known yet how many chunks there
// are: so many per cent of a number that grows are no progress.
func (n *narrator) tellReading(s job.Status) {
	if n.last.IsZero() {
		n.last = time.Now()
	}
	if s.Embedded == n.read || time.Since(n.last) < tellEvery {
		return
	}
	n.read, n.last = s.Embedded, time.Now()
	fmt.Fprintf(n.to, "   Progress: %d embeddings, %s read, more to come%s\n", s.Embedded, plural(s.Documents, "document", "documents"), pace(s))
}

func (n *narrator) tellStall(s job.Status) {
	why := ""
	if s.State == job.Waiting {
		why = s.Why
	}
	if why != n.stalled && why != "" {
		if rest, itself := strings.CutPrefix(why, "waits "); itself { // as it says already
			fmt.Fprintf(n.to, "   Waiting %s\n", oneLine(rest))
		} else {
			fmt.Fprintf(n.to, "   Waiting: %s\n", oneLine(why))
		}
	}
	n.stalled = why
}

// shownStop is from when on it is worth a word that flocktop itself did not run.
const shownStop = time.Second / 2

// tellStop says that flocktop itself was stopped: what the job took is less than
// what has passed.
func (n *narrator) tellStop(s job.Status) {
	if more := s.Stopped - n.stopped; more >= shownStop {
		n.stopped = s.Stopped
		fmt.Fprintf(n.to, "   flocktop was stopped for %s, which counts against no node\n", adaptive.Span(more))
	}
}

func (n *narrator) tellDecision(s job.Status) {
	v := s.Verdict
	if !s.Counted() && (!s.State.Ended() || v.Batch == 0 || !s.Walked) {
		return // it would be the decision for a guess
	}
	reason := fmt.Sprint(v.Mode, len(v.Nodes)) // other words for the same deed are no news
	if reason == n.reason {
		return
	}
	if n.reason == "" {
		fmt.Fprintf(n.to, "Processing %s...\n", chunksToDo(s))
	}
	n.reason = reason
	fmt.Fprintf(n.to, "   Adaptive mode: %s\n      %s\n", v.Reason, v.Detail)
	if v.Mode == adaptive.Sequential {
		fmt.Fprintf(n.to, "   Sequential mode: using %s\n", v.Nodes[0])
		return
	}
	name := "Parallel"
	if v.Mode == adaptive.Hybrid {
		name = "Hybrid"
	}
	fmt.Fprintf(n.to, "   %s mode: using %d workers across %d nodes\n", name, v.Workers, len(v.Nodes))
}

// chunksToDo says how many of a job's chunks are embedded: what is stored already,
// or repeated, is not.
func chunksToDo(s job.Status) string {
	all := plural(s.Chunks, "chunk", "chunks")
	if s.Skipped == 0 {
		return all
	}
	return fmt.Sprintf("%d of %s", s.Chunks-s.Skipped, all)
}

// tellForesight says, as soon as it is certain, what the end of the job is held
// against: a decision is made anew all the time, and with it what is predicted.
func (n *narrator) tellForesight(s job.Status) {
	if n.foretold || n.reason == "" || s.State.Ended() || s.Predicted <= 0 || s.PredictedGuessed || s.Changed {
		return
	}
	n.foretold = true
	fmt.Fprintf(n.to, "   Predicted at first: %s\n", duration(s.Predicted))
}
