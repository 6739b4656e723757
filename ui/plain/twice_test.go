package plain

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"flocktop/cluster"
	"flocktop/internal/job"
)

// What is told of a job or a node is not read out of the log a second time.
func TestNothingIsToldTwice(t *testing.T) {
	const note = "gives one vector for different letters"
	e := mixed()
	c := converse(t, e, func(c *talk) {
		j := handbook(e)
		j.Failed, j.Failures = 1, []job.Failure{{Path: "/home/ada/handbook/a.docx", Reason: "damaged archive"}}
		e.change(func(e *fake) { e.jobs = append(e.jobs, j) })
		e.logs(slog.LevelError, "", j.Title+": a.docx failed for good: damaged archive")
		setNode(e, 0, cluster.Slow, note)
		e.logs(slog.LevelWarn, "gpu-box", note)
		c.pass(5 * time.Second)
		setNode(e, 0, cluster.Loading, "the model is being loaded")
		c.pass(5 * time.Second)
		setNode(e, 0, cluster.Busy, note)
		c.pass(5 * time.Second)
		e.logs(slog.LevelWarn, "attic", "another note, told nowhere else")
		c.pass(5 * time.Second)
	})
	for _, once := range []string{"damaged archive", "gpu-box is slow: " + note, "gpu-box is loading the model.", "gpu-box is busy, with a note: " + note, "attic: another note"} {
		if n := strings.Count(c.said(), once); n != 1 {
			t.Errorf("%q is told %d times:\n%s", once, n, c.said())
		}
	}
	if strings.Contains(c.said(), "warning: gpu-box") || strings.Contains(c.said(), "being loaded") {
		t.Errorf("a note is told twice:\n%s", c.said())
	}
}

// Who wants errors alone hears of failures from the log.
func TestFailuresAreToldToWhoWantsErrorsAlone(t *testing.T) {
	e := mixed()
	c := converse(t, e, func(c *talk) {
		c.types("quiet")
		j := handbook(e)
		j.Failed, j.Failures = 1, []job.Failure{{Path: "/home/ada/handbook/a.docx", Reason: "damaged archive"}}
		e.change(func(e *fake) { e.jobs = append(e.jobs, j) })
		e.logs(slog.LevelError, "", j.Title+": a.docx failed for good: damaged archive")
		c.pass(5 * time.Second)
	})
	if n := strings.Count(c.said(), "damaged archive"); n != 1 {
		t.Errorf("it is told %d times:\n%s", n, c.said())
	}
}
