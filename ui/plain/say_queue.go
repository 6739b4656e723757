package plain

import (
	"flocktop/internal/job"
)

// queueSentence says how many jobs wait for their turn, how long everything will
// take and until when; "" where none waits.
func queueSentence(v view) string {
	queued := 0
	for i := range v.jobs {
		if v.jobs[i].State == job.Queued {
			queued++
		}
	}
	if queued == 0 {
		return ""
	}
	text := plural(queued, "job") + " " + is(queued) + " queued"
	ahead := job.Ahead(v.jobs)
	switch {
	case ahead.Unknown > 0:
		text += ". When all is done is not known yet"
	case v.settings.Paused:
		text += ". All together will take about " + whole(ahead.Rest) + " when the queue goes on"
	default:
		text += ". All is done in about " + whole(ahead.Rest) + ", by about " + v.flock.At.Add(ahead.Rest).Format("15:04")
	}
	return sentence(text)
}
