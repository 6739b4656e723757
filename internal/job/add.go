package job

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"flocktop/cluster"
	"flocktop/internal/store"
)

// ErrNoPaths says that a job was asked for without anything to embed.
var ErrNoPaths = errors.New("no file and no folder was named")

// Add puts a job at the end of the queue. model "" leaves the choice to the
// moment when it starts. Paths are taken as they are now: relative ones become
// absolute.
func (q *Queue) Add(ctx context.Context, paths []string, model string) (ID, error) {
	if len(paths) == 0 {
		return 0, ErrNoPaths
	}
	absolute, err := absolutes(paths)
	if err != nil {
		return 0, err
	}
	return q.add(ctx, Status{Title: titleOf(absolute), Paths: absolute, Model: model})
}

func absolutes(paths []string) ([]string, error) {
	out := make([]string, len(paths))
	for i, p := range paths {
		a, err := filepath.Abs(p)
		if err != nil {
			return nil, fmt.Errorf("find %s: %w", p, err)
		}
		out[i] = a
	}
	return out, nil
}

// add puts a job at the end of the queue, of which its title, paths and model are
// known.
func (q *Queue) add(ctx context.Context, s Status) (ID, error) {
	q.ordering.Lock() // of two that come at once, one takes the interrupted job up
	defer q.ordering.Unlock()
	steering := q.tools.Flock.Steering()
	left, err := q.leftUnfinished(ctx)
	if err != nil {
		return 0, err
	}
	samePaths := func(j store.Job) bool { return slices.Equal(j.Paths, s.Paths) }
	if at := slices.IndexFunc(left, samePaths); at >= 0 {
		resumed, err := q.takeUp(ctx, left[at])
		if err != nil {
			return 0, err
		}
		s.ID, s.Created = resumed.ID, resumed.Created
		s.Why, s.Documents, s.Chunks, s.Skipped = resumed.Why, resumed.Documents, resumed.Chunks, resumed.Skipped
	} else {
		id, err := q.tools.Store.CreateJob(ctx, store.NewJob{
			Title: s.Title, Paths: s.Paths, Model: s.Model, Mode: modeOf(steering), Policy: steering.Policy.String(),
		})
		if err != nil {
			return 0, fmt.Errorf("queue %s: %w", s.Title, err)
		}
		s.ID, s.Created = ID(id), time.Now()
	}
	if twin := q.twin(s); twin != "" {
		q.tools.Log.Warn(fmt.Sprintf("%s is in the queue already (%s): what that embeds is not embedded again", s.Title, twin))
	}
	q.enter(s)
	return s.ID, nil
}

// modeOf is how a job's record names the mode that is forced, or that none is.
func modeOf(s cluster.Steering) string {
	if s.Forced == 0 {
		return "auto"
	}
	return s.Forced.String()
}

// Twin says how a job stands that has the same paths and has not ended; "" where
// there is none. A second one is no mistake where a setting changed between them,
// but it finds everything stored.
func (q *Queue) Twin(paths []string) string {
	absolute, err := absolutes(paths)
	if err != nil {
		return ""
	}
	return q.twin(Status{Paths: absolute})
}

func (q *Queue) twin(of Status) string {
	for _, s := range q.Statuses() {
		if s.ID != of.ID && !s.State.Ended() && slices.Equal(s.Paths, of.Paths) {
			return fmt.Sprintf("job %d, %s", s.ID, s.State)
		}
	}
	return ""
}

// enter puts a job at the end of the queue.
func (q *Queue) enter(s Status) {
	q.mu.Lock()
	q.jobs = append(q.jobs, newEntry(s, q.tools.Changed))
	q.mu.Unlock()
	q.Wake()
	q.tools.Changed()
}

// titleOf names a job by its paths, for people.
func titleOf(paths []string) string {
	const shown = 3
	var names []string
	for _, p := range paths[:min(shown, len(paths))] {
		names = append(names, filepath.Base(p))
	}
	title := strings.Join(names, ", ")
	if rest := len(paths) - shown; rest > 0 {
		title += fmt.Sprintf(" and %d more", rest)
	}
	return title
}
