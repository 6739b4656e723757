package adaptive

import "time"

// Reason is the stable code of why a decision was made.
type Reason string

// The reasons of the rules, and those of the policy and of the user.
const (
	NoNodes           Reason = "no_nodes"
	SingleNode        Reason = "single_node"
	SmallBatch        Reason = "small_batch"
	DominantNode      Reason = "dominant_node"
	BalancedCluster   Reason = "balanced_cluster"
	BalancedGroup     Reason = "balanced_group"
	HybridParallel    Reason = "hybrid_parallel"
	DefaultSequential Reason = "default_sequential"
	PredictedFaster   Reason = "predicted_faster"
	CostAware         Reason = "cost_aware"
	Forced            Reason = "forced"
)

// Decision says which nodes embed a batch, and why.
type Decision struct {
	Mode   Mode
	Reason Reason
	Detail string   // a sentence for people
	Nodes  []string // IDs, fastest first
	// Workers is the seed's formula for this mode and batch: a ceiling that is
	// shown. The dispatcher has two requests in flight on a node.
	Workers int
	// SpeedRatio is the figure that the rules judged by: the slowest node of
	// the group over the fastest, or the next-fastest over a dominant node.
	SpeedRatio float64
	// Predicted is the makespan of the batch on these nodes, at their pace.
	Predicted time.Duration
	// Cost is what the batch costs on these nodes, and CostSaved what all nodes
	// would cost more; both are 0 where cost is not asked about.
	Cost, CostSaved float64
	// Guessed says that a speed behind the decision was not measured, or that of a
	// node that it uses on too few texts.
	Guessed bool
}

// Verdict is a decision under a policy, with the rule's own beside it.
type Verdict struct {
	Decision
	Policy Policy
	Batch  int      // how many texts it is for
	Forced Mode     // the mode that the user forced; 0 for none
	Rule   Decision // what the table of rules says
	Auto   Decision // what would be done without a forced mode
	Bound  time.Duration
	// Weighed are the nodes that it was decided on, in configured order; those
	// that are not measured have no speed. They must not be changed.
	Weighed []Node
	// Alternatives are the predicted makespans of what could be done instead.
	Alternatives Forecast
}

// Takes is what a batch takes in a mode. In the decision's own mode it is what
// was decided: a hybrid of other nodes than a forced one has its own time.
func (v *Verdict) Takes(m Mode) time.Duration {
	if m == v.Mode && v.Predicted > 0 {
		return v.Predicted
	}
	return v.Alternatives.Of(m)
}
