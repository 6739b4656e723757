package job

import (
	"fmt"
	"path/filepath"
	"time"
)

// toldAgain is how long failures of one reason are not logged again: a job may
// have very many, and its end says how many.
const toldAgain = time.Minute

// tellings are when failures of a reason were logged last.
type tellings map[string]time.Time

// due says whether a failure of that reason is to be logged now.
func (t tellings) due(reason string, now time.Time) bool {
	const most = 16 // reasons at once: a server may find a new one for each text
	last, known := t[reason]
	if known && now.Sub(last) < toldAgain {
		return false
	}
	if !known && len(t) >= most {
		for old, at := range t {
			if now.Sub(at) >= toldAgain {
				delete(t, old)
			}
		}
		if len(t) >= most {
			return false
		}
	}
	t[reason] = now
	return true
}

// tell logs a text or a file that failed for good.
func (q *Queue) tell(e *entry, f Failure) {
	e.mu.Lock()
	if e.told == nil {
		e.told = tellings{}
	}
	due := e.told.due(f.Reason, time.Now())
	e.mu.Unlock()
	if !due {
		return
	}
	what := filepath.Base(f.Path)
	if f.Chunk != nil {
		what += fmt.Sprintf(", chunk %d", *f.Chunk)
	}
	q.tools.Log.Error(fmt.Sprintf("%s: %s failed for good: %s", e.title, what, f.Reason))
}
