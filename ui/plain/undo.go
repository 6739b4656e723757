package plain

import (
	"context"
	"fmt"

	"flocktop/internal/job"
)

// step is something that was done and can be taken back: at once, or by what
// takes time and may fail.
type step struct {
	text string // what is taken back, as a sentence without its end
	now  func()
	back func(ctx context.Context) error
	// refused: it could not be taken back when that was last tried. The second
	// time it is forgotten, so that it does not stand before earlier ones.
	refused bool
}

// answer is what came of what took time.
type answer struct {
	lines []string
	step  *step // takes it back; nil where nothing can
	aside bool  // other commands did not wait for it
}

// keptSteps is how far back undo goes.
const keptSteps = 20

func (s *session) did(one step) {
	s.steps = append(s.steps, one)
	if len(s.steps) > keptSteps {
		s.steps = s.steps[1:]
	}
}

// settled takes in what came of what took time.
func (s *session) settled(a answer) {
	s.busy = s.busy && a.aside
	if a.step != nil {
		s.did(*a.step)
	}
	s.sayAll(a.lines)
}

// do does what can be taken back.
func (s *session) do(work func(context.Context) error, done string, back func(context.Context) error) {
	s.begin(func(ctx context.Context) answer { return doing(work(ctx), done, back) })
}

func doing(err error, done string, back func(context.Context) error) answer {
	a := answer{lines: outcome(err, done)}
	if err == nil && back != nil {
		a.step = &step{text: done, back: back}
	}
	return a
}

func (s *session) undo(string) {
	if len(s.steps) == 0 {
		s.say("Nothing was done yet that could be taken back.")
		return
	}
	last := s.steps[len(s.steps)-1]
	s.steps = s.steps[:len(s.steps)-1]
	said := "Taken back: " + last.text
	if last.back == nil {
		last.now()
		s.say(sentence(said))
		return
	}
	s.begin(func(ctx context.Context) answer {
		err := last.back(ctx)
		a := answer{lines: outcome(err, said)}
		if err != nil && !last.refused { // it may only have come too soon
			last.refused = true
			a.step = &last
		}
		return a
	})
}

// takeOut takes back that a job was queued, as long as it waits.
func (s *session) takeOut(id job.ID) func(context.Context) error {
	return func(ctx context.Context) error {
		j := jobOf(s.engine.Jobs(), id)
		if j != nil && j.State.Ended() {
			return fmt.Errorf("%s is over already", j.Title)
		}
		if j != nil && j.State != job.Queued {
			return fmt.Errorf("%s is %s: only a queued job is taken out without being asked. Type cancel %d to end it", j.Title, j.State, id)
		}
		return s.engine.Cancel(ctx, id) //nolint:wrapcheck // a sentence already
	}
}

// takeUp takes up a cancelled job at the place that it had; 0 where it had none.
func (s *session) takeUp(id job.ID, place int) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := s.engine.Restore(ctx, id); err != nil {
			return err //nolint:wrapcheck // a sentence already
		}
		if by := place - job.PlaceOf(s.engine.Jobs(), id); place > 0 && by < 0 {
			return s.engine.Move(ctx, id, by) //nolint:wrapcheck // as above
		}
		return nil
	}
}

func jobOf(jobs []job.Status, id job.ID) *job.Status {
	for i := range jobs {
		if jobs[i].ID == id {
			return &jobs[i]
		}
	}
	return nil
}

// dropNode takes back that a node of that name was added.
func (s *session) dropNode(name string) func(context.Context) error {
	return func(ctx context.Context) error {
		for _, n := range s.engine.Flock().Nodes {
			if n.Name == name {
				return s.engine.RemoveNode(ctx, n.ID) //nolint:wrapcheck // a sentence already
			}
		}
		return fmt.Errorf("%s is not watched any more", name)
	}
}
