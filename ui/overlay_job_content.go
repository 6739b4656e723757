package ui

import (
	"fmt"
	"strings"

	"flocktop/internal/job"
)

// contentFacts say what is in a job and what became of it: a name and a sentence
// each.
func contentFacts(j *job.Status, passed []job.PassedOver) [][2]string {
	if j.State == job.Queued {
		return earlierFacts(j)
	}
	if len(j.PassedOver) > 0 {
		passed = j.PassedOver
	}
	out := [][2]string{
		{"documents", fmt.Sprintf("%s read, %s could not be read, %s", count(j.Documents), count(j.FailedFiles), passedText(j.Ignored, passed))},
		{"chunks", fmt.Sprintf("%s: %s embedded, %s already stored, %s failed", total(j), count(j.Embedded), count(j.Skipped), count(j.Failed))},
	}
	if j.Gone > 0 {
		verb := " are"
		if j.Gone == 1 {
			verb = " is"
		}
		out = append(out, [2]string{"gone", plural(j.Gone, "document") + " of earlier jobs" + verb +
			" no longer there: exports leave them out, and flocktop prune deletes what is stored of them"})
	}
	return out
}

// earlierFacts are about a job that waits for its turn: what an earlier run came
// to, if there was one.
func earlierFacts(j *job.Status) [][2]string {
	if j.Documents == 0 && j.Chunks == 0 {
		return [][2]string{{"documents", "read when its turn comes"}}
	}
	return [][2]string{
		{"documents", count(j.Documents) + " read before; they are read again when its turn comes"},
		{"chunks", fmt.Sprintf("%s found before, %s of them already stored: those are not embedded again", count(j.Chunks), count(j.Embedded+j.Skipped))},
	}
}

// passedText says how many files and folders were passed over, and why.
func passedText(n int, passed []job.PassedOver) string {
	parts, known := make([]string, 0, len(passed)), 0
	for i := range passed {
		known += passed[i].Count
		parts = append(parts, count(passed[i].Count)+" "+passed[i].Reason)
	}
	text := count(max(n, known)) + " " + passedOver
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	return text
}
