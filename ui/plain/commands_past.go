package plain

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"

	"flocktop/adaptive"
	"flocktop/internal/job"
)

// Past batches are read out so many at a time.
const (
	pastBatches     = 10
	mostPastBatches = 200
)

func (s *session) history(args string) {
	limit := pastBatches
	if args != "" {
		n, err := strconv.Atoi(args)
		if err != nil || n < 1 {
			s.say(sentence(foreign(args) + " is no number of batches"))
			return
		}
		limit = min(n, mostPastBatches)
	}
	now := s.clock()
	s.look(func(ctx context.Context) []string {
		past, err := s.engine.Past(ctx, limit)
		if err != nil {
			return []string{sentence("Error: " + foreign(err.Error()))}
		}
		if len(past) == 0 {
			return []string{"No batch has ended yet in this store."}
		}
		var lines []string
		for i := range past {
			p := &past[i]
			text := fmt.Sprintf("Job %d, %s, %s at %s: %s embedded", p.ID, foreign(p.Title), stateOfPast(p), moment(p.Ended, now), plural(p.Texts, "text"))
			if p.Earlier > 0 {
				text += ", " + count(p.Earlier) + " before it was interrupted"
			}
			if p.Failed > 0 {
				text += ", " + count(p.Failed) + " failed"
			}
			if p.Mode != 0 {
				text += ", " + p.Mode.String() + ", reason " + reasonWords(adaptive.Reason(foreign(p.Reason)))
			}
			text += fmt.Sprintf(", took %s, foreseen %s", span(p.Took()), span(p.Predicted))
			if off, ok := p.Missed(); ok {
				text += ", it took " + offSentence(off)
			}
			lines = append(lines, sentence(text+", limit "+span(p.Bound)))
		}
		return lines
	})
}

// stateOfPast is how a batch ended: nobody is to hear "done" where all of it failed.
func stateOfPast(p *job.Past) string {
	if p.Outcome() == job.AllFailed {
		return string(job.AllFailed)
	}
	return p.State.String()
}

// shownEntries is how many entries of the log are read out.
const shownEntries = 20

func (s *session) log(args string) {
	levels := []choice{{"info", nil}, {"warning", nil}, {"error", nil}}
	least := slog.LevelInfo
	if args != "" {
		at, problem := choose(args, levels)
		if at < 0 {
			s.say(sentence(problem))
			return
		}
		least = []slog.Level{slog.LevelInfo, slog.LevelWarn, slog.LevelError}[at]
	}
	var lines []string
	for _, e := range s.engine.Log(0) {
		if e.Level >= least {
			lines = append(lines, moment(e.At, s.clock())+" "+sentence(entrySentence(&e)))
		}
	}
	if len(lines) == 0 {
		s.say("The log has no such entry.")
	}
	for _, text := range lines[max(0, len(lines)-shownEntries):] {
		s.say(text)
	}
}
