package plain

import (
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"flocktop/cluster"
	"flocktop/internal/job"
)

func setNode(e *fake, at int, state cluster.State, note string) {
	e.change(func(e *fake) {
		nodes := append([]cluster.Node(nil), e.flock.Nodes...)
		nodes[at].State, nodes[at].Note = state, note
		e.flock.Nodes = nodes
	})
}

func setJob(e *fake, at int, f func(*job.Status)) {
	e.change(func(e *fake) { f(&e.jobs[at]) })
}

var transcripts = map[string]func(t *testing.T) *talk{
	"look": func(t *testing.T) *talk {
		e := mixed()
		e.logs(slog.LevelInfo, "gpu-box", "ready, Ollama 0.17.4")
		e.logs(slog.LevelWarn, "laptop", "GPU declared, but the model is on the CPU")
		return converse(t, e, func(c *talk) {
			c.types("help", "help batch", "status", "nodes", "lb_stats", "node gpu", "node shed", "node", "jobs", "job",
				"failures", "decision", "report 50, 200", "history", "log", "log warn", "model", "batch", "force")
		})
	},
	"help": func(t *testing.T) *talk {
		return converse(t, mixed(), func(c *talk) { c.types("help all") })
	},
	"busy": func(t *testing.T) *talk {
		return converse(t, busy(), func(c *talk) {
			c.types("status", "nodes", "jobs", "job 2", "job 3", "decision", "force", "quit", "no", "quit", "yes")
		})
	},
	"mistakes": func(t *testing.T) *talk {
		return converse(t, mixed(), func(c *talk) {
			c.types("n", "statsu", "xyzzy", "", "yes", "status now", "node attc", "job x", "job 9", "force wild", "policy b",
				"report ten", "report 0", "history x", "log loud", `batch "open`, "batch /no/such/folder", "move 1", "move 1 up",
				"move 1 sideways", "add", "add http://other:11434 attic", "remove nobody", "cancel", "cancel 1", "retry 9", "q")
		})
	},
	"batch": aBatch,
	"floods": func(t *testing.T) *talk {
		e := mixed()
		for i := range 12 {
			e.flock.Nodes = append(e.flock.Nodes, node(fmt.Sprintf("node-%d", i), cluster.Ready, 50*time.Millisecond, 0))
		}
		return converse(t, e, func(c *talk) {
			for i := range 12 {
				setNode(e, 4+i, []cluster.State{cluster.Offline, cluster.Slow, cluster.Ejected}[i%3], "no answer in time")
			}
			for i := range 30 {
				e.logs(slog.LevelWarn, "", fmt.Sprintf("warning number %d", i))
			}
			c.pass(time.Minute)
			e.change(func(e *fake) { e.flock.Nodes = e.flock.Nodes[:4] })
			c.pass(time.Minute)
		})
	},
	"empty": func(t *testing.T) *talk {
		e := mixed()
		e.flock.Nodes, e.jobs, e.past = nil, nil, nil
		e.settings = Settings{Simulated: "nobody at home"}
		return converse(t, e, func(c *talk) {
			c.types("status", "nodes", "node", "jobs", "job", "failures", "decision", "report", "history", "log", "model", "batch /tmp", "cancel", "retry")
		})
	},
}

// aBatch is a batch from its start to its end, with all that may happen to it.
func aBatch(t *testing.T) *talk {
	e := mixed()
	return converse(t, e, func(c *talk) {
		j := handbook(e)
		e.change(func(e *fake) { e.jobs = append(e.jobs, j) })
		setNode(e, 0, cluster.Loading, "")
		c.pass(5 * time.Second)
		setNode(e, 0, cluster.Busy, "")
		setNode(e, 1, cluster.Busy, "") // no news
		c.pass(5 * time.Second)
		for i := range 30 { // one line of progress at most every 30 seconds
			setJob(e, 1, func(j *job.Status) { j.Embedded += 60 })
			if i == 10 {
				setNode(e, 2, cluster.Ejected, "3 requests failed, next try in 2s")
				e.logs(slog.LevelWarn, "laptop", "ejected: 3 requests failed") // told already
				e.logs(slog.LevelError, "", "learned speeds were not kept: disk full")
			}
			if i == 12 {
				setJob(e, 1, func(j *job.Status) {
					j.Failed, j.Failures = 1, []job.Failure{{Path: "/home/ada/handbook/a.pdf", Chunk: new(3), Reason: "the runner crashed"}}
				})
			}
			c.pass(4 * time.Second)
		}
		setJob(e, 1, func(j *job.Status) { j.State, j.Why = job.Waiting, "no node can work" })
		c.pass(10 * time.Second)
		setJob(e, 1, func(j *job.Status) { j.State, j.Why = job.Running, "" })
		c.pass(10 * time.Second)
		setJob(e, 1, func(j *job.Status) {
			j.State, j.Why, j.Halted = job.Paused, "the disk is full", true
		})
		e.change(func(e *fake) { e.settings.Paused = true })
		c.pass(10 * time.Second)
		c.types("resume")
		setJob(e, 1, func(j *job.Status) {
			j.State, j.Halted, j.Why = job.Done, false, ""
			j.Embedded, j.Failed, j.Elapsed = 2709, 1, 28*time.Second
			j.Ended = time.Now()
		})
		setNode(e, 0, cluster.Ready, "")
		c.pass(10 * time.Second)
	})
}

func TestTranscripts(t *testing.T) {
	for name, run := range transcripts {
		t.Run(name, func(t *testing.T) { golden(t, name, run(t).said()) })
	}
}

func TestAJobIsMovedToTheEndsOfTheQueue(t *testing.T) {
	e := busy()
	for id := job.ID(11); id <= 15; id++ {
		e.jobs = append(e.jobs, job.Status{ID: id, Title: fmt.Sprintf("folder %d", id)})
	}
	converse(t, e, func(c *talk) {
		c.types("move 13 top")
		c.asked("move 13 -3")
		c.hears("folder 13 is the next one of the queue.")
		c.types("undo")
		c.asked("move 13 +3")
		c.types("move 13 bot")
		c.asked("move 13 +2")
		c.types("move 13 last", "move 15 bottom")
		c.hears("folder 15 is the last one of the queue already.")
	})
}

func TestCommandsReachTheEngine(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	for line, want := range map[string]string{
		"force par":                       "force parallel",
		"FORCE off":                       "force none",
		"force auto":                      "force none",
		"policy rules":                    "policy rules",
		"pol a":                           "policy auto",
		"model nomic":                     "model nomic-embed-text:latest",
		"model nobody-has-it":             "model nobody-has-it",
		"pause":                           "pause true",
		"move 3 up":                       "move 3 -1",
		"move 3 d":                        "move 3 +1",
		"retry":                           "retry failures of 1",
		"try":                             "retry",
		"add http://h:1 the-name":         `add "the-name" "http://h:1"`,
		"add h":                           `add "" "h"`,
		"batch ~":                         fmt.Sprintf("queue [%q]", dir),
		"batch 1":                         `queue ["/suggested"]`,
		"batch " + dir + "/..":            fmt.Sprintf("queue [%q]", dir+"/.."),
		"batch '" + dir + "' " + dir + "": fmt.Sprintf("queue [%q %q]", dir, dir),
	} {
		e := busy()
		e.paths = []string{"/suggested"}
		converse(t, e, func(c *talk) {
			c.types(line)
			c.asked(want)
		})
	}
}

func TestWhatCannotBeUndoneAsks(t *testing.T) {
	for line, want := range map[string]string{"cancel": "cancel 2", "cancel 3": "cancel 3", "remove attic": "remove http://attic:11434"} {
		for answer, done := range map[string]string{"yes": want, "Y": want, "no": "", "": "", "what": "", "status": ""} {
			converse(t, busy(), func(c *talk) {
				c.types(line, answer)
				c.asked(done)
			})
		}
	}
}

func TestAnErrorOfTheEngineIsRead(t *testing.T) {
	e := busy()
	e.Fail = errors.New("the store is held by another program")
	converse(t, e, func(c *talk) {
		for _, line := range []string{"failures 1", "history", "batch /", "model nomic", "move 3 up", "retry", "add h"} {
			c.types(line)
			c.hears("Error: the store is held by another program")
		}
	})
}

func TestACancelledJobIsTakenUpAgain(t *testing.T) {
	e := busy()
	e.jobs[0].State = job.Cancelled
	converse(t, e, func(c *talk) {
		c.types("retry 1")
		c.asked("restore 1")
		c.hears("is in the queue again")
	})
}
