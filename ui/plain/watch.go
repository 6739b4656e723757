package plain

import (
	"time"

	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/journal"
)

// loudness is how much is announced.
type loudness int

const (
	quiet   loudness = iota // how jobs end, what stops them, errors
	normal                  // nodes, decisions, progress and warnings too
	verbose                 // everything
)

// view is the engine's state at one moment.
type view struct {
	flock    cluster.Snapshot
	jobs     []job.Status
	settings Settings
	log      []journal.Entry
}

// watcher compares what is with what was told, and says the difference. What
// came and went between two looks is not told.
type watcher struct {
	loud    loudness
	began   time.Time
	greeted bool // the flock as a whole was told
	nextLog uint64
	nodes   map[string]told // by ID
	jobs    map[job.ID]*heard
	paused  bool
	// watching is what was told of the one that works on the store.
	watching string
}

func newWatcher(now time.Time) *watcher {
	return &watcher{loud: normal, began: now, nodes: map[string]told{}, jobs: map[job.ID]*heard{}}
}

// fewLines is how many lines of one kind are told one by one; more are told in
// one.
const fewLines = 3

// tell says what is new, a line each.
func (w *watcher) tell(v view, now time.Time) []string {
	var out []string
	if !w.greeted {
		if probing(v.flock) && now.Sub(w.began) < patience {
			return nil
		}
		w.greeted = true
		out = w.first(v)
	} else {
		out = w.tellNodes(v.flock)
	}
	if text := w.tellWatching(v); text != "" {
		out = append(out, text)
	}
	w.tellPause(v, &out)
	for i := range v.jobs {
		out = append(out, w.tellJob(&v.jobs[i], v.settings.Thresholds, now)...)
	}
	return append(out, w.tellLog(v)...)
}

func (w *watcher) tellPause(v view, out *[]string) {
	if v.settings.Paused == w.paused {
		return
	}
	w.paused = v.settings.Paused
	if !w.paused {
		*out = append(*out, "The queue goes on")
		return
	}
	for i := range v.jobs {
		if v.jobs[i].Halted {
			return // which says more
		}
	}
	*out = append(*out, pausedText)
}
