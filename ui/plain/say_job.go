package plain

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"flocktop/adaptive"
	"flocktop/internal/job"
)

// jobSentence is a job in one line.
func jobSentence(j *job.Status) string {
	head := fmt.Sprintf("Job %d, %s, is %s", j.ID, foreign(j.Title), j.State)
	switch {
	case j.State.Ended():
		head = fmt.Sprintf("Job %d, %s, %s", j.ID, foreign(j.Title), endWords(j)) + ". " + countsSentence(j)
		if j.State == job.Broken {
			head += ". " + aloud(j.Why)
		}
	case j.State == job.Queued:
		if j.Why != "" {
			head += behind(aloud(j.Why))
		}
		if stored := j.Embedded + j.Skipped; stored > 0 {
			head += ". " + count(stored) + " of " + plural(j.Chunks, "text") + " found before are stored"
		}
	default:
		if j.Halted {
			head = fmt.Sprintf("Job %d, %s, is halted", j.ID, foreign(j.Title))
		}
		if j.State != job.Running {
			head += behind(aloud(j.Why))
		}
		head += ". " + progressSentence(j)
		if failed := j.Failed + j.FailedFiles; failed > 0 {
			head += ", " + plural(failed, "failure")
		}
	}
	return head
}

// sharesSentence is what each node embedded.
func sharesSentence(shares []job.Share) string {
	const most = 12
	var parts []string
	for _, share := range shares {
		if share.Texts > 0 {
			parts = append(parts, foreign(share.Name)+" "+count(share.Texts))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return sentence("Texts by node: " + list(parts, most))
}

func startSentence(j *job.Status) string {
	text := fmt.Sprintf("%s, job %d, starts", foreign(j.Title), j.ID)
	if j.Why != "" && !stands(j) && !j.State.Ended() {
		text += ": " + foreign(j.Why)
	}
	return text
}

func failureSentence(f *job.Failure) string {
	text := foreign(filepath.Base(f.Path))
	if f.Chunk != nil {
		text += fmt.Sprintf(", chunk %d", *f.Chunk)
	}
	return text + ": " + foreign(f.Reason)
}

// progressSentence says how far a job is. While more texts may be found, no
// share of them is known.
func progressSentence(j *job.Status) string {
	done := j.Chunks - j.Remaining()
	parts := []string{percent(float64(done) / float64(max(1, j.Chunks))), count(done) + " of " + plural(j.Chunks, "text")}
	switch {
	case j.Chunks == 0:
		return "no texts found yet" + readingWords(j)
	case !j.Walked:
		parts = []string{count(done) + " of " + plural(j.Chunks, "text") + " found so far"}
	}
	if j.State == job.Running {
		parts = append(parts, approximately(j, rate(j.Rate)))
		switch {
		case j.Reading:
			parts = append(parts, "waiting for documents"+readingWords(j))
		case j.ETA > 0:
			parts = append(parts, "about "+whole(j.ETA)+" left")
		}
	}
	return strings.Join(parts, ", ")
}

// readingWords name the document that takes its time to be read.
func readingWords(j *job.Status) string {
	if long := j.LongRead(time.Now()); long != "" {
		return ", reading " + foreign(filepath.Base(long))
	}
	return ""
}

// approximately marks a figure of a job that another process works on: it is a
// guess.
func approximately(j *job.Status, figure string) string {
	if j.Followed {
		return "about " + figure
	}
	return figure
}

// endSentence says how a job ended, and how good the prediction was.
func endSentence(j *job.Status) string {
	title := foreign(j.Title)
	switch j.State {
	case job.Broken:
		return title + " is broken: " + aloud(j.Why) + ". " + countsSentence(j)
	case job.Cancelled:
		return title + " is cancelled. " + countsSentence(j)
	default:
		return title + " " + endWords(j) + ". " + countsSentence(j) + ". " + timesSentence(j)
	}
}

// endWords say how a job ended: nobody is to hear "done" where all of it failed.
func endWords(j *job.Status) string {
	if j.Outcome() == job.AllFailed {
		return "has failed"
	}
	return "is " + j.State.String()
}

func countsSentence(j *job.Status) string {
	text := fmt.Sprintf("%s: %s embedded, %s already stored, %s failed",
		plural(j.Chunks, "text"), count(j.Embedded), count(j.Skipped), count(j.Failed))
	if j.FailedFiles > 0 {
		text += ", " + plural(j.FailedFiles, "file") + " could not be read"
	}
	return text
}

func timesSentence(j *job.Status) string {
	text := "It took " + span(j.Elapsed)
	switch {
	case j.Elapsed <= 0:
		text = "Time " + unknown
	case j.Starved >= job.LeastTold:
		text += ": " + span(j.Starved) + " waiting for documents and " + span(j.Worked()) + " embedding"
	}
	if j.Embedded == 0 {
		return text // nothing was to be foreseen
	}
	text += ". Foreseen " + span(j.Predicted)
	if j.Changed {
		text += " for another mode"
	}
	if off, ok := j.Missed(); ok {
		text += ", it took " + offSentence(off)
	}
	return text + ", limit " + span(j.Bound)
}

// offSentence says how far something took longer or shorter than it is held
// against.
func offSentence(off float64) string {
	switch text := adaptive.OffText(off); {
	case text == adaptive.Same:
		return "as long"
	case strings.HasSuffix(text, "x"):
		return strings.TrimSuffix(text, "x") + " times as long"
	case off > 0:
		return percent(off) + " longer"
	}
	return percent(-off) + " less"
}

// modeWord is a mode and how many nodes it uses.
func modeWord(d *adaptive.Decision) string {
	return d.Mode.String() + " on " + plural(len(d.Nodes), "node")
}
