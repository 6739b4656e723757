package cluster_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"flocktop/internal/simulate"
)

// The fault matrix: every kind of fault, before a batch, in its middle and near
// its end, on one node of three and on all of them. Whatever happens, every
// text ends as one right vector or as one reasoned rejection, and only texts
// that no server can embed are rejected. Each cell is a bubble of its own.

// goesOnWithin is how soon after its return a node is back in the batch.
const goesOnWithin = 3 * time.Second

// rounds is how often each cell is played: what the program leaves to chance
// (jitter) is another one each time. The table is made of several.
func rounds(t *testing.T) int {
	t.Helper()
	asked := os.Getenv("FLOCKTOP_FAULT_ROUNDS")
	if asked == "" {
		return 1
	}
	n, err := strconv.Atoi(asked)
	if err != nil {
		t.Fatalf("FLOCKTOP_FAULT_ROUNDS: %v", err)
	}
	return n
}

// poison marks the texts that a fault is about.
const poison = "hemlock"

// disaster is a fault, and what becomes of a batch that meets it.
type disaster struct {
	fault simulate.Fault
	does  string // what happens, in the words of the table
	// stops: a node gives no good vector while the fault is in force.
	stops bool
	slows float64 // by this factor; 0 not at all
	// refuses: the marked texts, and no others, can end as rejected.
	refuses bool
	// hasty: they are rejected on one node's word.
	hasty bool
	// resumed: the batch goes on with a job of which vectors are kept already.
	resumed bool
	// restarts: it comes with a start of another release, as it does in life. Its
	// vectors look like good ones: only canary texts tell.
	restarts bool
}

func disasters() []disaster {
	const marked = poison
	return []disaster{
		{fault: simulate.Fault{Kind: simulate.Down}, stops: true, does: "ejected at the first refused or reset request; what it held goes to others"},
		{fault: simulate.Fault{Kind: simulate.Refuse}, stops: true, does: "ejected at the first refused request; what it still answers is kept"},
		{fault: simulate.Fault{Kind: simulate.SilentAll}, stops: true, does: "silent for longer than its pace explains: ejected, its texts go to others"},
		{fault: simulate.Fault{Kind: simulate.Hang}, stops: true, does: "the same; a probe has to embed before it is back"},
		{fault: simulate.Fault{Kind: simulate.ResetMidBody}, stops: true, does: "ejected, the whole request is repeated elsewhere"},
		{fault: simulate.Fault{Kind: simulate.Hang, Text: marked}, refuses: true, does: "kept apart until it is alone; when a third node falls silent over it, it is listed as failed"},
		{fault: simulate.Fault{Kind: simulate.ResetMidBody, Text: marked}, refuses: true, does: "kept apart until it is alone; when a third node falls over it, it is listed as failed"},
		{fault: simulate.Fault{Kind: simulate.CutShort}, stops: true, does: "ejected, nothing of half an answer is kept"},
		{fault: simulate.Fault{Kind: simulate.HTMLPage}, stops: true, does: "ejected: a web page is no answer, whatever its status"},
		{fault: simulate.Fault{Kind: simulate.Busy503}, stops: true, does: "not ejected: fewer requests, after a pause"},
		{fault: simulate.Fault{Kind: simulate.EOFError}, stops: true, does: "halved; a node that fails on any text is ejected, the texts are not blamed"},
		{fault: simulate.Fault{Kind: simulate.PoisonText, Text: marked}, refuses: true, does: "halved until the text stands alone; refused by two nodes, it is listed as failed"},
		{fault: simulate.Fault{Kind: simulate.PoisonText, Text: marked, Crash: true}, refuses: true, does: "the same, and each crash costs a load of the model"},
		{fault: simulate.Fault{Kind: simulate.NaN}, stops: true, does: "as with EOF"},
		{fault: simulate.Fault{Kind: simulate.NaN, Text: marked}, refuses: true, does: "halved until the text stands alone; refused by two nodes, it is listed as failed"},
		{fault: simulate.Fault{Kind: simulate.ContextError, Text: marked}, refuses: true, hasty: true, does: "halved, then split again; what cannot be split is listed as failed"},
		{fault: simulate.Fault{Kind: simulate.SilentTruncation}, does: "chunks are smaller than the context: there is nothing to cut"},
		{fault: simulate.Fault{Kind: simulate.WrongCount}, stops: true, does: "ejected: too few vectors, none is kept"},
		{fault: simulate.Fault{Kind: simulate.WrongDimension}, stops: true, resumed: true, does: "ejected: vectors of another dimension"},
		{fault: simulate.Fault{Kind: simulate.Zeros}, stops: true, does: "as with EOF: a vector of zeros is none"},
		{fault: simulate.Fault{Kind: simulate.Zeros, Text: marked}, refuses: true, does: "halved until the text stands alone; refused by two nodes, it is listed as failed"},
		{fault: simulate.Fault{Kind: simulate.NotUnit}, stops: true, does: "as with EOF: no vector that is not of unit length is kept"},
		{fault: simulate.Fault{Kind: simulate.SlowBy}, slows: 3, does: "gets fewer texts; what it is late with is copied to others"},
		{fault: simulate.Fault{Kind: simulate.CollapseAccents}, stops: true, restarts: true, does: "its canary texts differ: left out and named, none of its vectors kept"},
		{fault: simulate.Fault{Kind: simulate.CollapseUpper}, stops: true, restarts: true, does: "the same"},
		{fault: simulate.Fault{Kind: simulate.Drift}, stops: true, restarts: true, does: "the same"},
		{fault: simulate.Fault{Kind: simulate.OtherDigest}, stops: true, does: "the load of another build gives it away: left out, none of its vectors kept"},
	}
}

func (d disaster) String() string {
	name := d.fault.Kind.String()
	if d.fault.Text != "" && d.fault.Kind != simulate.PoisonText {
		name += " for certain texts"
	}
	if d.fault.Crash {
		name += " with crash"
	}
	return name
}

// phase is when a fault comes.
type phase int

const (
	beforeBatch phase = iota
	midBatch
	inTail
)

func (p phase) String() string { return [...]string{"before", "mid", "tail"}[p] }

// stored is how many texts are kept when the fault comes.
func (p phase) stored() int { return [...]int{0, batchSize / 2, batchSize * 9 / 10}[p] }

func TestTheMatrixKnowsEveryFault(t *testing.T) {
	var known []simulate.Kind
	for _, d := range disasters() {
		known = append(known, d.fault.Kind)
	}
	for _, k := range simulate.Kinds() {
		if !slices.Contains(known, k) {
			t.Errorf("no cell of the fault matrix is about %q", k)
		}
	}
}

func TestNothingIsLostUnderAnyFault(t *testing.T) {
	truth := trueVectors(t)
	var mu sync.Mutex
	results := map[string][]result{}
	t.Run("cells", func(t *testing.T) {
		for _, d := range disasters() {
			for _, p := range []phase{beforeBatch, midBatch, inTail} {
				for _, all := range []bool{false, true} {
					t.Run(cellName(d, p, all), func(t *testing.T) {
						t.Parallel()
						for range rounds(t) {
							synctest.Test(t, func(t *testing.T) {
								r := newTrial(t, d, p, all).run(truth)
								mu.Lock()
								defer mu.Unlock()
								results[cellName(d, p, all)] = append(results[cellName(d, p, all)], r)
							})
						}
					})
				}
			}
		}
	})
	t.Log("\n" + faultTable(results))
}

func cellName(d disaster, p phase, all bool) string {
	where := "one of three"
	if all {
		where = "all"
	}
	return fmt.Sprintf("%s/%s/%s", d, p, where)
}
