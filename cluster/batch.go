package cluster

import (
	"context"
	"fmt"
	"time"

	"flocktop/adaptive"
)

// Text is one chunk to be embedded.
type Text struct {
	ID   int64
	Body string
	Work float64 // tokens: what service time grows with
}

// Batch is what [Flock.Embed] carries out.
type Batch struct {
	// Model and Digest bind every vector to one build of a model.
	Model, Digest string
	// Dimension is how many numbers the vectors of this digest have that are
	// kept already; 0 where there are none. Announced is what the model's
	// metadata says, 0 where it says nothing; it is believed until nodes agree
	// on something else.
	Dimension, Announced int
	// Exact says that the texts' work is their tokens as the model counts them, and
	// no estimate.
	Exact bool
	// Texts brings the texts as they are found; it is closed after the last.
	Texts <-chan []Text
	// Expected is how many texts are still to come through Texts, and whether
	// that is certain. It is called often and must be quick.
	Expected func() (n int, certain bool)
	Ledger   Ledger
	// Wait is how long the batch stands still at a time because no node can work,
	// before it ends with a [*NoNodeError]; 0 waits for ever.
	Wait time.Duration
	// Observe is told how the batch stands, some times a second and at the end,
	// always from one goroutine. It must not block.
	Observe func(Progress)
}

// NoNodeError ends a batch that no node has worked on for too long. What was
// delivered stays.
type NoNodeError struct {
	For time.Duration
	Why string // what each node's trouble is
}

func (e *NoNodeError) Error() string {
	return fmt.Sprintf("waited %s in vain: %s; what is stored stays, and the same goes on from there once a node is back", e.For, e.Why)
}

// Ledger takes what becomes of the texts. Its methods are called one at a time.
// An error ends the batch.
type Ledger interface {
	// Refer keeps what the vectors of this digest are compared with. It comes
	// before the first Store of a batch.
	Refer(ctx context.Context, ref Reference) error
	// Store keeps the vectors of one answer together. Every text is delivered
	// once.
	Store(ctx context.Context, d Delivery) error
	// Withdraw takes back what is stored of a node's vectors, of this batch and of
	// earlier ones. The batch does not embed them again: another one has to.
	Withdraw(ctx context.Context, w Withdrawal) error
	// Reject keeps that a text will not be embedded, and why.
	Reject(ctx context.Context, id int64, why Rejection) error
	// Split replaces a text that is too long for the model by parts of it. No
	// parts means that it cannot be split.
	Split(ctx context.Context, t Text) ([]Text, error)
}

// Delivery is the accepted part of one answer.
type Delivery struct {
	Node    string // URL
	Version string // of the server
	Model   string
	Digest  string
	Options string // that shaped the vectors, as JSON
	IDs     []int64
	Vectors [][]float32 // one for each of IDs
}

// Progress is how a batch stands.
type Progress struct {
	// Verdict is the decision for the batch as a whole; its Batch is 0 while
	// nothing is decided.
	Verdict adaptive.Verdict
	// Predicted is the makespan that was foreseen as soon as the speeds were known;
	// 0 before. It is that of the speeds known then and of the texts that were
	// found since: as long as documents are read it grows with them.
	Predicted time.Duration
	Guessed   bool // it is not certain yet how many texts there are
	Foreseen  int  // on how many nodes Predicted is
	// Changed says that mode, policy or cost were changed since: it is not what
	// was foreseen that was carried out.
	Changed bool
	Bound   time.Duration // what the hardware allows at the learned speeds; 0 while unknown
	Rest    time.Duration // predicted time until the end; 0 while unknown
	Pace    float64       // texts a second that are expected of the nodes from now on; 0 while unknown
	Elapsed time.Duration // without pauses, and without the time in which the program did not run
	// Starved is the part of Elapsed in which nothing was there to embed, because
	// documents were read. Predicted and Bound are about the rest of it alone.
	Starved time.Duration
	// Nodeless is the part of Elapsed in which there was something to embed and no node
	// could work.
	Nodeless time.Duration
	// Stopped is for how long the program did not run meanwhile, alone or with its
	// machine. It is no part of Elapsed.
	Stopped  time.Duration
	Reading  bool    // nothing is there to embed now
	Rate     float64 // texts a second lately; in its first seconds the batch's own, then the flock's
	Embedded int     // texts answered, those in doubt included
	Computed int     // texts that servers worked on, copies included
	Shares   []Share // by node, in configured order
	// Stalled says why nothing goes on, "" while something does.
	Stalled string
}
