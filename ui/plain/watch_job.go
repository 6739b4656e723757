package plain

import (
	"fmt"
	"strings"
	"time"

	"flocktop/adaptive"
	"flocktop/internal/job"
)

// heard is what was told of a job.
type heard struct {
	state    job.State
	why      string
	began    time.Time // when its start was told
	deed     string    // the decision that was told, without its words
	decided  time.Time
	done     int // texts of the last progress that was told
	progress time.Time
	failures int
}

const (
	// progressStep and progressTime: progress is told after such a share and
	// such a time, whichever is rarer; in verbose mode after either.
	progressStep = 10 // per cent
	progressTime = 30 * time.Second
	// verbosePace bounds how often progress is told in verbose mode.
	verbosePace = 5 * time.Second
	// slowWalk is how long the first decision waits for the walk to end, so
	// that it is about the whole batch.
	slowWalk = 10 * time.Second
	// wavering is how long a decision is not told that replaces a new one.
	wavering = 10 * time.Second
)

// tellJob says what is new of a job.
func (w *watcher) tellJob(j *job.Status, t adaptive.Thresholds, now time.Time) []string {
	h := w.jobs[j.ID]
	if h == nil {
		h = &heard{state: job.Queued}
		w.jobs[j.ID] = h
	}
	var out []string
	started := h.began.IsZero() && (!j.Started.IsZero() || j.Embedded > 0)
	if started {
		h.began, h.progress = now, now
		if w.loud > quiet {
			out = append(out, startSentence(j))
		}
	}
	failures := w.tellFailures(h, j)
	if w.loud > quiet {
		out = append(append(out, w.tellDecision(h, j, t, now)...), failures...)
	}
	if j.State != h.state || (j.Why != h.why && stands(j)) {
		out = append(out, w.stateOfJob(h, j, started))
		h.state, h.why = j.State, j.Why
	}
	if w.loud > quiet {
		out = append(out, w.tellProgress(h, j, now))
	}
	return without(out, "")
}

func without(texts []string, odd string) []string {
	var out []string
	for _, t := range texts {
		if t != odd {
			out = append(out, t)
		}
	}
	return out
}

// stands says that a job does not move, and that its reason is worth telling.
func stands(j *job.Status) bool { return j.State == job.Waiting || j.Halted }

// stateOfJob says that a job stands still, goes on or has ended; "" where that
// was said already.
func (w *watcher) stateOfJob(h *heard, j *job.Status, started bool) string {
	title := foreign(j.Title)
	switch {
	case j.State.Ended():
		return endSentence(j)
	case j.Halted:
		return title + " is halted: " + aloud(j.Why) + ". Type resume to take it up again"
	case j.State == job.Waiting:
		if strings.HasPrefix(j.Why, "waits ") {
			return title + " " + aloud(j.Why)
		}
		return title + " is waiting: " + aloud(j.Why)
	case j.State == job.Running && !started && h.state != job.Paused && w.loud > quiet:
		return title + " goes on"
	}
	return ""
}

// tellDecision says the decision, the first time and whenever it means another
// deed.
func (w *watcher) tellDecision(h *heard, j *job.Status, t adaptive.Thresholds, now time.Time) []string {
	v := &j.Verdict
	if v.Batch == 0 || v.Mode == 0 || h.began.IsZero() {
		return nil
	}
	deed := fmt.Sprint(v.Mode, v.Forced, v.Policy)
	if w.loud == verbose {
		deed += fmt.Sprint(len(v.Nodes), v.Reason)
	}
	switch {
	case deed == h.deed, j.State.Ended() && h.deed != "":
		return nil
	case h.deed == "" && !j.Walked && !j.State.Ended() && now.Sub(h.began) < slowWalk:
		return nil
	case h.deed != "" && now.Sub(h.decided) < wavering:
		return nil
	}
	h.deed, h.decided = deed, now
	return []string{foreign(j.Title) + ": " + verdictSentence(v, j, t)}
}

// tellFailures says what will not be embedded, and why.
func (w *watcher) tellFailures(h *heard, j *job.Status) []string {
	all := j.Failed + j.FailedFiles
	fresh := all - h.failures
	if fresh <= 0 {
		h.failures = all // a job that began anew
		return nil
	}
	h.failures = all
	at := len(j.Failures)
	if fresh > fewLines || at < all {
		last := ""
		if at > 0 {
			last = ", the last: " + failureSentence(&j.Failures[at-1])
		}
		return []string{fmt.Sprintf("%s in %s%s", plural(fresh, "failure"), foreign(j.Title), last)}
	}
	var out []string
	for i := at - fresh; i < at; i++ {
		out = append(out, "failure in "+foreign(j.Title)+": "+failureSentence(&j.Failures[i]))
	}
	return out
}

// tellProgress says how far a running job is, now and then.
func (w *watcher) tellProgress(h *heard, j *job.Status, now time.Time) string {
	if j.State != job.Running || j.Chunks == 0 || h.began.IsZero() {
		return ""
	}
	done := j.Chunks - j.Remaining()
	h.done = min(h.done, done) // it may have begun anew
	far := (done-h.done)*100 >= progressStep*j.Chunks
	passed := now.Sub(h.progress)
	due := far && passed >= progressTime
	if w.loud == verbose {
		due = passed >= verbosePace && (far || passed >= progressTime)
	}
	if !due || done == h.done {
		return ""
	}
	h.done, h.progress = done, now
	return foreign(j.Title) + ": " + progressSentence(j)
}

// active is the job that is being worked on, paused or waiting; nil if there
// is none.
func active(jobs []job.Status) *job.Status {
	for i := range jobs {
		if s := jobs[i].State; !s.Ended() && s != job.Queued {
			return &jobs[i]
		}
	}
	return nil
}
