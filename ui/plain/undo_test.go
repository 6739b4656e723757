package plain

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
)

func TestWhatWasDoneIsTakenBack(t *testing.T) {
	t.Chdir(t.TempDir())
	for line, want := range map[string]string{
		"force par":          "force none",
		"policy rules":       "policy auto",
		"model nobody-has":   "model nomic-embed-text:latest",
		"pause":              "pause false",
		"move 3 up":          "move 3 +1",
		"cancel 3\nyes":      "restore 3",
		"retry 1":            "cancel 8",
		"batch .":            "cancel 7",
		"remove attic\nyes":  "restore node http://attic:11434",
		"warm laptop":        "unload nomic-embed-text:latest on http://laptop:11434",
		"unload gpu":         "load nomic-embed-text:latest on http://gpu-box:11434",
		"unload gpu nomic":   "load nomic-embed-text:latest on http://gpu-box:11434",
		"warm laptop absent": "unload absent on http://laptop:11434",
	} {
		converse(t, busy(), func(c *talk) {
			c.types(strings.Split(line, "\n")...)
			c.types("undo")
			c.hears("Taken back: ")
			c.asked(want)
			c.types("undo")
			c.hears("Nothing was done yet that could be taken back.")
		})
	}
}

func TestUndoGoesBackStepByStep(t *testing.T) {
	e := busy()
	converse(t, e, func(c *talk) {
		c.types("force par", "force off", "pause", "undo", "undo")
		if s := e.Settings(); s.Forced != adaptive.Parallel || s.Paused {
			t.Errorf("after two steps back: %+v", s)
		}
		c.types("undo")
		if s := e.Settings(); s.Forced != 0 {
			t.Errorf("after three steps back: %+v", s)
		}
	})
}

func TestAJobThatRunsIsNotTakenOutByUndo(t *testing.T) {
	t.Chdir(t.TempDir())
	e := busy()
	converse(t, e, func(c *talk) {
		c.types("batch .")
		e.change(func(e *fake) { e.jobs = append(e.jobs, job.Status{ID: 7, Title: "here", State: job.Running}) })
		c.types("undo")
		c.hears("Error: here is running: only a queued job is taken out without being asked. Type cancel 7 to end it.")
		e.change(func(e *fake) { e.jobs[len(e.jobs)-1].State = job.Queued })
		c.types("undo") // it is not lost
		c.asked("cancel 7")
		c.types("pause", "batch .")
		e.change(func(e *fake) { e.jobs[len(e.jobs)-1].State = job.Done })
		c.types("undo")
		c.hears("Error: here is over already.")
		c.types("undo", "undo") // it does not stand before the pause for ever
		c.asked("pause false")
	})
}

func TestANodeThatWasAddedIsDropped(t *testing.T) {
	e := busy()
	converse(t, e, func(c *talk) {
		c.types("add http://h:1")
		e.change(func(e *fake) {
			e.flock.Nodes = append(slices.Clip(e.flock.Nodes), // the first one came by a change of the configuration
				cluster.Node{ID: "http://other", Name: "other"}, cluster.Node{ID: "http://h:1", Name: "h:1"})
		})
		c.hears("Watching h:1.")
		c.types("undo")
		c.asked("remove http://h:1")
	})
}

func TestWhatWentWrongIsNoStep(t *testing.T) {
	e := busy()
	e.Fail = errors.New("the store is held by another program")
	converse(t, e, func(c *talk) {
		c.types("move 3 up", "undo")
		c.hears("Nothing was done yet")
	})
}

func TestOtherCommandsGoOnWhileAModelLoads(t *testing.T) {
	e := busy()
	e.loading = 3 * time.Minute
	converse(t, e, func(c *talk) {
		c.types("warm attic")
		c.hears("Loading nomic-embed-text into the memory of attic, which may take minutes.")
		c.types("status")
		c.hears("Mode auto")
		c.pass(e.loading)
		c.asked("load nomic-embed-text:latest on http://attic:11434")
		c.types("warm", "warm a b c", `warm "`)
		e.change(func(e *fake) { e.settings.Model = "" })
		c.types("unload attic")
		c.hears("No model is chosen.")
	})
}
