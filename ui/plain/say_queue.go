package plain

import (
	"flocktop/internal/job"
)

// queueSentence says how many jobs wait for their turn, how long everything will
// take and until when; "" where none waits.
func queueSentence(v view) string {
	text := queued(v.jobs)
	if text == "" {
		return ""
	}
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

// queued says how many jobs wait for their turn; "" where none does.
func queued(jobs []job.Status) string {
	n := 0
	for i := range jobs {
		if jobs[i].State == job.Queued {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return plural(n, "job") + " " + is(n) + " queued"
}
