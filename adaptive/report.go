package adaptive

import "time"

// DefaultSizes are the batch sizes of the report: the seed's four and one more.
func DefaultSizes() []int { return []int{10, 50, 100, 200, 500} }

// Row is the report's answer for one batch size.
type Row struct {
	Batch int
	Verdict
	// Saved is what the recommendation, which is the decision itself, saves
	// against the slower of sequential and even split.
	Saved time.Duration
}

// Report says for each batch size what would be decided and what it would
// cost, from the measured model of the nodes alone: no server is asked.
type Report struct {
	SpeedRatio float64 // slowest node over fastest
	Nodes      []Node  // with guessed speeds filled in, fastest first
	Rows       []Row
}

// NewReport asks the question of q for each of the sizes; q.Batch is not
// looked at. Sizes below 1 are left out. Without nodes the error is
// [ErrNoNodes].
func NewReport(q Question, sizes []int) (Report, error) {
	if len(q.Nodes) == 0 {
		return Report{}, ErrNoNodes
	}
	r := Report{SpeedRatio: SpeedRatio(q.Nodes), Nodes: fastestFirst(Estimate(q.Nodes))}
	for _, size := range sizes {
		q.Batch = size
		v, needed, err := Decide(q)
		if err != nil {
			return Report{}, err
		}
		if !needed {
			continue
		}
		worst := max(v.Alternatives.Sequential, v.Alternatives.EvenSplit)
		r.Rows = append(r.Rows, Row{Batch: size, Verdict: v, Saved: max(0, worst-v.Predicted)})
	}
	return r, nil
}
