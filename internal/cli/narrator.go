package cli

import (
	"fmt"
	"io"
	"time"

	"flocktop/adaptive"
	"flocktop/internal/job"
)

// narrator says in lines what a job does: the decision with its reason whenever
// it changes, and how far it is.
type narrator struct {
	to      io.Writer
	reason  string
	stalled string
	told    int // texts
	last    time.Time
}

// A line of progress comes after so many per cent, or so much time.
const (
	tellStep  = 10
	tellEvery = 10 * time.Second
)

func (n *narrator) tell(s job.Status) {
	n.tellStall(s)
	n.tellDecision(s)
	done := s.Embedded + s.Skipped + s.Failed
	ended := s.State.Ended()
	step := (done - n.told) * 100 / max(1, s.Chunks)
	if n.reason == "" && s.Walked && !ended {
		return // the decision comes first; it follows at once
	}
	if done == n.told || s.Chunks == 0 || (!ended && step < tellStep && time.Since(n.last) < tellEvery) {
		return
	}
	n.told, n.last = done, time.Now()
	of := "~"
	if s.Walked {
		of = ""
	}
	fmt.Fprintf(n.to, "   Progress: %d/%s%d embeddings (%d%%)\n", done, of, s.Chunks, 100*done/s.Chunks)
}

func (n *narrator) tellStall(s job.Status) {
	why := ""
	if s.State == job.Waiting {
		why = s.Why
	}
	if why != n.stalled && why != "" {
		fmt.Fprintf(n.to, "   Waiting: %s\n", oneLine(why))
	}
	n.stalled = why
}

func (n *narrator) tellDecision(s job.Status) {
	v := s.Verdict
	if v.Batch == 0 || !s.Walked {
		return
	}
	reason := fmt.Sprint(v.Mode, len(v.Nodes)) // other words for the same deed are no news
	if reason == n.reason {
		return
	}
	if n.reason == "" {
		fmt.Fprintf(n.to, "Processing %d chunks...\n", v.Batch)
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
