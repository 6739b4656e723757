package job

import (
	"fmt"
	"time"

	"flocktop/adaptive"
)

// ID names a job; it is its number in the store.
type ID int64

// Status is a job at one moment: an immutable value. While it waits for its turn,
// its counts are those that an earlier run came to; what that stored is skipped.
type Status struct {
	ID    ID
	Title string // for people: the paths, shortened
	Paths []string
	Model string
	State State
	// Why says what a waiting or paused job waits for, or what broke it.
	Why string
	// Halted says that it is paused by an error, and not only by the user: Why
	// says which. It begins anew when the pause is lifted, and skips what is
	// stored.
	Halted bool

	// Followed says that another process works on it: Elapsed, Rate and ETA are
	// worked out from what that stores.
	Followed bool

	Documents int // read so far
	Finished  int // of them, those with all chunks done
	Chunks    int // found so far; Embedded + Skipped + Failed = Chunks at the end
	Embedded  int // stored by this run
	Skipped   int // stored before, or the same text twice in this run
	Repeated  int // of Skipped, those whose text this run had met before
	Failed    int
	Walked    bool // the walk has ended, so Chunks is final
	Expected  int  // chunks that are still to be found, guessed from the sizes of documents; 0 while unknown
	Sized     bool // Expected is known, even if it is 0
	Ignored   int  // files and folders passed over because they are no documents
	Gone      int  // documents of earlier jobs below its paths that are no longer there

	Created  time.Time
	Started  time.Time     // zero while queued
	Ended    time.Time     // zero until it ends
	Elapsed  time.Duration // running, without pauses and what is Stopped
	Starved  time.Duration // of it, while documents were read and nothing was there to embed
	Reading  bool          // it is so now
	Nodeless time.Duration // running, while there was something to embed and no node could work
	Stopped  time.Duration // while the program itself did not run
	Opened   string        // the document that is read now, of several the first; "" where none is
	OpenedAt time.Time
	Rate     float64       // texts a second that the flock embedded lately
	ETA      time.Duration // predicted rest; 0 while unknown, and while nothing is there to embed
	Pace     float64       // texts a second that the flock is expected to do from now on; 0 while unknown
	Beside   time.Duration // what it will take beside its texts, while it waits for its turn; 0 while unknown

	// Verdict is the decision as it stands; its Batch is what was still to
	// embed when it was made. Zero while nothing is to decide.
	Verdict adaptive.Verdict
	// Predicted is the makespan foreseen when speeds were known for the first
	// time; Bound is what the hardware allows at the speeds learned. Both are about
	// the time in which there is something to embed, [Status.Worked], and 0 while
	// unknown.
	Predicted time.Duration
	Bound     time.Duration
	// PredictedGuessed says that not all documents are read, so that the prediction
	// still grows with what is found.
	PredictedGuessed bool
	Foreseen         int // on how many nodes Predicted is
	// Changed says that mode, policy or cost were changed since: it is not what
	// was foreseen that is carried out.
	Changed bool

	Shares   []Share   // by node, in configured order; nodes without texts included
	Failures []Failure // at most MaxFailures of them; Failed and FailedFiles count all
	// FailedFiles counts files that could not be read.
	FailedFiles int
	// PassedOver says what Ignored counts, in the order in which reasons came up.
	PassedOver []PassedOver
	// RetryOf is the job whose failures this one tries again; 0 where it is none of
	// that kind.
	RetryOf ID
}

// anew is the job as it waits for its turn once more, and why: what it is stays, and
// what came of it is forgotten.
func (s *Status) anew(why string) Status {
	return Status{
		ID: s.ID, Title: s.Title, Paths: s.Paths, Model: s.Model, Created: s.Created, RetryOf: s.RetryOf, Why: why,
	}
}

// before notes what earlier runs of a waiting job came to. It is known until the
// job begins, and then counted anew.
func (s *Status) before(documents, chunks, stored int) {
	s.Documents, s.Chunks, s.Skipped = documents, chunks, stored
}

// Came says what came of a job that has ended, in a word or two: that it is done
// only where that is all of it.
func (s Status) Came() string {
	if o := s.Outcome(); o != DoneWithFailures {
		return string(o)
	}
	return fmt.Sprintf("done, %d failed", s.Failed+s.FailedFiles)
}

// Outcome is what came of it.
func (s Status) Outcome() Outcome {
	return outcome(s.State, s.Embedded+s.Skipped, s.Failed+s.FailedFiles)
}

// Outcome is what came of a job that has ended, as scripts read it: its state, but
// for one that is done and of which something failed.
type Outcome string

// What came of a job that is done and had failures.
const (
	DoneWithFailures Outcome = "done_with_failures"
	AllFailed        Outcome = "failed"
)

// outcome is that of a job of which so much is well and so much failed.
func outcome(s State, well, failed int) Outcome {
	switch {
	case s != Done || failed == 0:
		return Outcome(s.String())
	case well == 0:
		return AllFailed
	default:
		return DoneWithFailures
	}
}

// LeastTold is from when on it is said that a job waited, for documents or for a
// node. Less is told nowhere, so that one job has one time wherever it is shown.
const LeastTold = 100 * time.Millisecond

// Worked is how long it has been embedded: what is held against prediction and
// limit.
func (s *Status) Worked() time.Duration { return worked(s.Elapsed, s.Starved) }

// Left is how many chunks are still to do, those included that are guessed to be
// found. Done and left are the total.
func (s *Status) Left() int { return max(0, s.Chunks+s.Expected-s.Embedded-s.Skipped-s.Failed) }

// Progress is how much of a job is done, of the chunks known or guessed so far.
// While more may be found it is never complete.
func (s *Status) Progress() float64 {
	const almost = 0.99
	if s.Chunks == 0 {
		return 0
	}
	share := float64(s.Embedded+s.Skipped+s.Failed) / float64(s.Chunks+s.Expected)
	if !s.Walked {
		share = min(share, almost)
	}
	return share
}

// Counted says that the verdict is for the texts that there are: while documents
// are read, and for a moment after the last, it is for as many as were guessed.
func (s *Status) Counted() bool {
	if !s.Walked || s.Verdict.Batch == 0 {
		return false
	}
	settled, todo := s.Predicted > 0 && !s.PredictedGuessed, s.Chunks-s.Skipped
	return settled || s.Verdict.Batch <= todo && s.Verdict.Batch >= todo-s.Failed
}

// Missed is how far a job that is done is from its prediction, as a share of it;
// false where nothing can be said.
func (s *Status) Missed() (share float64, ok bool) {
	if s.Changed { // it was for something else
		return 0, false
	}
	return off(s.State, s.Embedded, s.Worked(), s.Predicted)
}

// Over is how far it is above the limit, as a share of it; false where nothing
// can be said.
func (s *Status) Over() (share float64, ok bool) {
	return off(s.State, s.Embedded, s.Worked(), s.Bound)
}

func worked(all, waited time.Duration) time.Duration { return max(0, all-waited) }

// off holds the time that a batch took against another, where the batch was done and
// had texts enough.
func off(state State, embedded int, took, than time.Duration) (share float64, ok bool) {
	if state != Done || embedded < adaptive.LeastTexts {
		return 0, false
	}
	return adaptive.Off(took, than)
}

// Remaining is how many chunks are still to do, as far as they are known.
func (s Status) Remaining() int { return s.Chunks - s.Embedded - s.Skipped - s.Failed }

// Share is one node's part of a job.
type Share struct {
	Node     string // ID
	Name     string
	Texts    int
	Requests int
	Errors   int
	InFlight int
	Busy     time.Duration // in which the node had a request of this job
	PerText  time.Duration // service time a text; 0 while unmeasured
	Speed    float64       // texts a second by which the limit counts it; 0 where it never was fit for work
}

// LongRead is the document that has been read for so long that it is worth a word: a
// large one, or the first of its kind. "" where there is none.
func (s *Status) LongRead(now time.Time) string {
	const long = time.Second
	if s.Opened == "" || s.State != Running || now.Sub(s.OpenedAt) < long {
		return ""
	}
	return s.Opened
}
