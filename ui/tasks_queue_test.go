package ui

import (
	"strings"
	"testing"

	"flocktop/internal/job"
)

// Who queues a folder again is told where he looks, and what comes of it.
func TestAFolderThatIsQueuedAgainIsSaidToBe(t *testing.T) {
	for name, c := range map[string]struct {
		jobs  []job.Status
		want  string
		level level
	}{
		"new":       {nil, "queued as job 7", said},
		"running":   {[]job.Status{{ID: 3, State: job.Running}}, "is job 3 already, running", warned},
		"queued":    {[]job.Status{{ID: 4, State: job.Queued}}, "is job 4 already, queued", warned},
		"done":      {[]job.Status{{ID: 2, State: job.Done}}, "was job 2, done", said},
		"cancelled": {[]job.Status{{ID: 2, State: job.Cancelled}}, "was job 2, cancelled", said},
		"both":      {[]job.Status{{ID: 3, State: job.Running}, {ID: 2, State: job.Done}}, "is job 3 already", warned},
		"taken up":  {[]job.Status{{ID: 7, State: job.Queued}}, "queued as job 7", said},
	} {
		t.Run(name, func(t *testing.T) {
			home := tree(t, "guide.md")
			e := idleFlock()
			e.jobs = nil
			for _, j := range c.jobs {
				j.Paths = []string{home}
				e.jobs = append(e.jobs, j)
			}
			got, ok := newTasks(t.Context(), e).queue([]string{"."})().(outcome)
			if !ok || !strings.Contains(got.text, c.want) || got.level != c.level {
				t.Errorf("it says %q (%d), want %q (%d)", got.text, got.level, c.want, c.level)
			}
			if again := strings.Contains(got.text, "nothing twice"); again != (c.want != "queued as job 7") {
				t.Errorf("it says %q", got.text)
			}
		})
	}
}
