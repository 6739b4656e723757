package job

import "flocktop/internal/store"

// State is where a job stands.
type State uint8

// The states of a job. Waiting means that no node can work at the moment and
// that the job goes on by itself when one returns.
const (
	Queued State = iota
	Running
	Waiting
	Paused
	Done      // every chunk is embedded, skipped or listed as failed
	Cancelled // by the user
	Broken    // ended by an error that concerns the whole job
)

func (s State) String() string {
	switch s {
	case Queued:
		return "queued"
	case Running:
		return "running"
	case Waiting:
		return "waiting"
	case Paused:
		return "paused"
	case Done:
		return "done"
	case Cancelled:
		return "cancelled"
	case Broken:
		return "broken"
	default:
		return "unknown"
	}
}

// Ended says whether the job will not go on.
func (s State) Ended() bool { return s == Done || s == Cancelled || s == Broken }

// stateOf is a state as it is kept.
func stateOf(s store.JobState) State {
	switch s {
	case store.JobQueued:
		return Queued
	case store.JobRunning:
		return Running
	case store.JobPaused:
		return Paused
	case store.JobDone:
		return Done
	case store.JobCancelled:
		return Cancelled
	case store.JobFailed:
	}
	return Broken
}

// stored is the state of a job that has ended, as it is kept.
func stored(s State) store.JobState {
	switch s {
	case Done:
		return store.JobDone
	case Cancelled:
		return store.JobCancelled
	case Broken, Queued, Running, Waiting, Paused:
	}
	return store.JobFailed
}
