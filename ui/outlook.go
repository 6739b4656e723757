package ui

import (
	"flocktop/internal/job"
)

// allDone says how long the whole queue still takes, and when it ends as things
// stand: both are guesses. Blank where no job waits for its turn, since the
// running one tells its own rest; a paused queue has no end.
func allDone(d *data) (rest, end string) {
	ahead := job.Ahead(d.jobs)
	queued, next := 0, d.current()
	for i := range d.jobs {
		if j := &d.jobs[i]; j.State == job.Queued && j != next {
			queued++
		}
	}
	switch {
	case queued == 0:
		return "", ""
	case ahead.Unknown > 0:
		return "", "end n/a"
	}
	rest = "all in ~" + toGo(ahead.Rest)
	if !d.settings.Paused {
		end = "by ~" + d.flock.At.Add(ahead.Rest).Format("15:04")
	}
	return rest, end
}
