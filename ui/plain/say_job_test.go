package plain

import (
	"strings"
	"testing"

	"flocktop/internal/job"
)

// Nobody is to hear that a job is done of which all failed.
func TestAJobOfWhichAllFailedIsNotSaidToBeDone(t *testing.T) {
	for want, j := range map[string]job.Status{
		"broken has failed. 0 texts":    {State: job.Done, FailedFiles: 3},
		"broken is done. 3 texts":       {State: job.Done, Chunks: 3, Embedded: 2, Failed: 1},
		"broken is done. 4 texts":       {State: job.Done, Chunks: 4, Skipped: 3, Failed: 1},
		"broken is cancelled. 1 text: ": {State: job.Cancelled, Chunks: 1, Failed: 1},
	} {
		j.ID, j.Title = 7, "broken"
		if got := endSentence(&j); !strings.HasPrefix(got, want) {
			t.Errorf("the end is %q, want %q", got, want)
		}
		if got := jobSentence(&j); !strings.HasPrefix(got, "Job 7, broken, "+strings.TrimPrefix(want, "broken ")) {
			t.Errorf("the list has %q", got)
		}
	}
}

func TestAJobThatGoesOnSaysHowFarItCame(t *testing.T) {
	j := job.Status{ID: 7, Title: "many", State: job.Queued, Why: "goes on from an earlier run", Chunks: 300, Skipped: 91}
	const want = "Job 7, many, is queued: goes on from an earlier run. 91 of 300 texts found before are stored"
	if got := jobSentence(&j); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	j.Skipped = 0
	if got := jobSentence(&j); strings.Contains(got, "stored") {
		t.Errorf("of one that stored nothing it says %q", got)
	}
}
