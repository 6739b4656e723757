package plain

import (
	"context"
	"fmt"
	"strings"

	"flocktop/internal/job"
)

// outcome is what was done, or what went wrong.
func outcome(err error, done string) []string {
	if err != nil {
		return []string{sentence("Error: " + foreign(err.Error()))}
	}
	return []string{sentence(done)}
}

func (s *session) pause(string) { s.hold(true, "The queue is paused already.") }

func (s *session) resume(string) { s.hold(false, "The queue is not paused.") }

// hold pauses the queue or lets it go on, and says so here: there is no
// announcement of what was just asked for.
func (s *session) hold(paused bool, already string) {
	if s.engine.Settings().Paused == paused {
		s.say(already)
		return
	}
	set := func(paused bool) {
		s.engine.Pause(paused)
		s.watch.paused = paused
	}
	set(paused)
	text := "the queue was let go on"
	if paused {
		text = "the queue was paused"
	}
	s.did(step{text: text, now: func() { set(!paused) }})
	if paused {
		s.say(sentence(pausedText))
		return
	}
	s.say("The queue goes on.")
}

func (s *session) cancel(args string) {
	j := active(s.engine.Jobs())
	if j == nil || args != "" {
		j = s.findJob(args, func(j *job.Status) bool { return !j.State.Ended() }, "No job runs or is queued")
	}
	if j == nil {
		return
	}
	id, title := j.ID, foreign(j.Title)
	if j.State.Ended() {
		s.say(title + " has ended already.")
		return
	}
	question := fmt.Sprintf("Cancel %s, job %d? What is stored so far stays.", title, id)
	if !isActive(j) {
		question = fmt.Sprintf("Take %s, job %d, out of the queue?", title, id)
	}
	place := job.PlaceOf(s.engine.Jobs(), id)
	s.ask(question, title+" is left as it is.", func() {
		s.do(func(ctx context.Context) error { return s.engine.Cancel(ctx, id) }, "Cancelling "+title, s.takeUp(id, place))
	})
}

func (s *session) move(args string) {
	words := strings.Fields(args)
	if len(words) != 2 {
		s.say("move takes the number of a job, and up, down, top or bottom.")
		return
	}
	at, problem := choose(words[1], []choice{{"up", nil}, {"down", nil}, {"top", []string{"next", "first"}}, {"bottom", []string{"last"}}})
	if at < 0 {
		s.say(sentence(problem))
		return
	}
	j := s.findJob(words[0], nil, "")
	if j == nil {
		return
	}
	if j.State != job.Queued {
		s.say(sentence(foreign(j.Title) + " is " + j.State.String() + ": only a queued job can be moved"))
		return
	}
	id, title := j.ID, foreign(j.Title)
	next, last := job.PlacesToEnds(s.engine.Jobs(), id)
	by := []int{-1, 1, next, last}[at]
	where := []string{"one place sooner", "one place later", "the next one of the queue", "the last one of the queue"}[at]
	if by == 0 {
		s.say(sentence(title + " is " + where + " already"))
		return
	}
	move := func(by int) func(context.Context) error {
		return func(ctx context.Context) error { return s.engine.Move(ctx, id, by) }
	}
	s.do(move(by), title+" is "+where, move(-by))
}

func (s *session) retry(args string) {
	j := s.findJob(args, func(j *job.Status) bool { return j.State.Ended() && hasFailures(j) },
		"No job that has ended has failures. To try all nodes again, type try")
	switch {
	case j == nil:
		return
	case j.State == job.Cancelled:
		id, title := j.ID, foreign(j.Title)
		s.do(s.takeUp(id, 0), title+" is in the queue again", s.takeOut(id))
		return
	case !hasFailures(j):
		s.say(foreign(j.Title) + " has no failures.")
		return
	}
	id, title := j.ID, foreign(j.Title)
	s.begin(func(ctx context.Context) answer {
		again, err := s.engine.RetryFailures(ctx, id)
		return doing(err, fmt.Sprintf("What failed in %s is queued as job %d", title, again), s.takeOut(again))
	})
}
