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
	decided  string // the decision that was said last, for a guess too
	counted  bool   // one was said for the texts that there are
	stalled  string
	stopped  time.Duration // of the program, as was said
	foretold bool          // what the job is to take was said
	guessed  string        // and before that as a guess: this
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
	if !n.counted && !ended {
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

// guessAfter is how long a job is read before its decision is said as a guess: one that
// is read sooner has its decision said once, for the texts that there are.
const guessAfter = 2 * time.Second

// tellDecision says the decision. While documents are read it is for as many texts as
// were guessed, and marked: it is said once, and again where it has changed when all
// are read.
func (n *narrator) tellDecision(s job.Status) {
	v, mark := s.Verdict, ""
	switch {
	case s.Counted(), s.State.Ended() && v.Batch > 0 && s.Walked:
	case !s.Walked && s.Sized && v.Batch > 0 && v.Mode != 0 && !s.State.Ended() && s.Elapsed >= guessAfter && n.decided == "":
		mark = "~"
	default:
		return // what is not marked must be for the texts that there are
	}
	if mark != "" {
		fmt.Fprintf(n.to, "Processing %s, documents are still being read...\n", chunksToDo(v.Batch, s.Chunks+s.Expected, mark))
	} else if !n.counted {
		n.counted = true
		fmt.Fprintf(n.to, "Processing %s...\n", chunksToDo(s.Chunks-s.Skipped, s.Chunks, ""))
	}
	decided := fmt.Sprint(v.Mode, len(v.Nodes)) // other words for the same deed are no news
	if decided == n.decided {
		return
	}
	n.decided = decided
	fmt.Fprintf(n.to, "   Adaptive mode: %s%s\n      %s%s\n", mark, v.Reason, mark, v.Detail)
	if v.Mode == adaptive.Sequential {
		fmt.Fprintf(n.to, "   %sSequential mode: using %s\n", mark, v.Nodes[0])
		return
	}
	name := "Parallel"
	if v.Mode == adaptive.Hybrid {
		name = "Hybrid"
	}
	fmt.Fprintf(n.to, "   %s%s mode: using %d workers across %d nodes\n", mark, name, v.Workers, len(v.Nodes))
}

// chunksToDo says how many of a job's chunks are embedded: what is stored already,
// or repeated, is not.
func chunksToDo(some, all int, mark string) string {
	text := mark + plural(all, "chunk", "chunks")
	if some >= all {
		return text
	}
	return fmt.Sprintf("%s%d of %s", mark, some, text)
}

// tellForesight says what the job is to take: as a guess while documents are read, and,
// as soon as it is certain, what its end is held against. A decision is made anew all the
// time, and with it what is predicted.
func (n *narrator) tellForesight(s job.Status) {
	if n.foretold || n.decided == "" || s.State.Ended() || s.Predicted <= 0 || s.Changed {
		return
	}
	predicted := duration(s.Predicted)
	switch {
	case s.PredictedGuessed || !n.counted:
		if n.guessed == "" && !n.counted {
			n.guessed = predicted
			fmt.Fprintf(n.to, "   Predicted at first: ~%s\n", predicted)
		}
	default:
		n.foretold = true
		if predicted != n.guessed {
			fmt.Fprintf(n.to, "   Predicted at first: %s\n", predicted)
		}
	}
}
