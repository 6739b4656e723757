package plain

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"flocktop/cluster"
	"flocktop/internal/job"
)

func (s *session) jobs(string) {
	jobs := s.engine.Jobs()
	if len(jobs) == 0 {
		s.say(noJob)
	}
	for i := range jobs {
		s.say(sentence(jobSentence(&jobs[i])))
	}
	if text := queueSentence(view{flock: s.engine.Flock(), jobs: jobs, settings: s.engine.Settings()}); text != "" {
		s.say(text)
	}
}

// findJob is the job of that number, else the one that otherwise prefers, the
// last such in the queue; where there is none, it says so.
func (s *session) findJob(args string, otherwise func(*job.Status) bool, none string) *job.Status {
	jobs := s.engine.Jobs()
	if args != "" {
		id, err := strconv.ParseInt(strings.TrimPrefix(args, "#"), 10, 64)
		if err != nil {
			s.say(sentence(foreign(args) + " is no number of a job. Type jobs to hear them"))
			return nil
		}
		for i := range jobs {
			if jobs[i].ID == job.ID(id) {
				return &jobs[i]
			}
		}
		s.say(fmt.Sprintf("There is no job %d. Type jobs to hear them.", id))
		return nil
	}
	for i := len(jobs) - 1; i >= 0; i-- {
		if otherwise(&jobs[i]) {
			return &jobs[i]
		}
	}
	s.say(sentence(none))
	return nil
}

func isActive(j *job.Status) bool { return !j.State.Ended() && j.State != job.Queued }

func hasFailures(j *job.Status) bool { return j.Failed+j.FailedFiles > 0 }

// someJob is the one that runs, else the last.
func (s *session) someJob(args string) *job.Status {
	if j := active(s.engine.Jobs()); args == "" && j != nil {
		return j
	}
	return s.findJob(args, func(*job.Status) bool { return true }, noJob)
}

func (s *session) job(args string) {
	j := s.someJob(args)
	if j == nil {
		return
	}
	const most = 5
	s.say(sentence(jobSentence(j)))
	paths := make([]string, len(j.Paths))
	for i, p := range j.Paths {
		paths[i] = foreign(p)
	}
	s.say(sentence("Paths: " + list(paths, most)))
	model := unknown
	if j.Model != "" {
		model = foreign(cluster.ShortModel(j.Model))
	}
	s.say(fmt.Sprintf("Model %s. Documents: %s read, %s could not be read, %s passed over.",
		model, count(j.Documents), count(j.FailedFiles), count(j.Ignored)))
	if j.Started.IsZero() {
		return
	}
	if !j.State.Ended() {
		s.say(sentence(countsSentence(j) + ", " + count(j.Remaining()) + " still to do"))
		s.say(fmt.Sprintf("Time so far %s, foreseen %s, limit %s.",
			approximately(j, span(j.Elapsed)), foreseen(j.Predicted, j.Verdict.Guessed), foreseen(j.Bound, j.Verdict.Guessed)))
	} else {
		s.say(sentence(timesSentence(j)))
	}
	if j.Verdict.Mode != 0 {
		s.say(sentence("Decision for " + verdictSentence(&j.Verdict, j, s.engine.Settings().Thresholds)))
	}
	s.say(sharesSentence(j.Shares))
	if failed := j.Failed + j.FailedFiles; failed > 0 {
		s.say(fmt.Sprintf("%s. Type failures %d to hear them.", plural(failed, "failure"), j.ID))
	}
}

// mostFailures is how many failures are read out at once.
const mostFailures = 100

func (s *session) failures(args string) {
	j := s.findJob(args, hasFailures, "No job has failures")
	if j == nil {
		return
	}
	id, title := j.ID, foreign(j.Title)
	s.look(func(ctx context.Context) []string {
		all, err := s.engine.Failures(ctx, id)
		if err != nil {
			return []string{sentence("Error: " + foreign(err.Error()))}
		}
		if len(all) == 0 {
			return []string{title + " has no failures."}
		}
		lines := []string{fmt.Sprintf("%s in %s, job %d.", plural(len(all), "failure"), title, id)}
		for i := range all[:min(len(all), mostFailures)] {
			f := &all[i]
			where := foreign(f.Path)
			if f.Chunk != nil {
				where += fmt.Sprintf(", chunk %d", *f.Chunk)
			}
			text := where + ": " + foreign(f.Reason)
			if who := f.Refusers(); who != "" {
				text += "; " + foreign(who)
			}
			lines = append(lines, sentence(text))
		}
		if rest := len(all) - mostFailures; rest > 0 {
			lines = append(lines, "And "+count(rest)+" more.")
		}
		return lines
	})
}
