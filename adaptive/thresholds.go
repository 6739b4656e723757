package adaptive

import "fmt"

// Thresholds are the numbers of the rules. Each is a setting.
type Thresholds struct {
	Small       int     // a batch below this many texts stays on one node
	Dominant    float64 // a node this many times slower than the fastest is outside the group
	Balanced    float64 // a group whose slowest node is less than this many times slower is balanced
	Hybrid      int     // an unbalanced group is used for batches above this many texts
	HybridNodes int     // how many nodes of an unbalanced group are used
	MinSaving   float64 // share of the makespan below which fewer nodes are named instead
}

// DefaultThresholds are those of the seed document; MinSaving is ours.
func DefaultThresholds() Thresholds {
	return Thresholds{Small: 20, Dominant: 5, Balanced: 3, Hybrid: 50, HybridNodes: 3, MinSaving: 0.02}
}

// Validate says which threshold makes no sense, by its name in the
// configuration.
func (t Thresholds) Validate() error {
	switch {
	case t.Small < 0:
		return fmt.Errorf("small is %d: it must not be negative", t.Small)
	case !(t.Dominant > 1): // the form catches NaN too
		return fmt.Errorf("dominant is %g: it must be above 1", t.Dominant)
	case !(t.Balanced > 1):
		return fmt.Errorf("balanced is %g: it must be above 1", t.Balanced)
	case t.Hybrid < 0:
		return fmt.Errorf("hybrid is %d: it must not be negative", t.Hybrid)
	case t.HybridNodes < 1:
		return fmt.Errorf("hybrid_nodes is %d: it must be at least 1", t.HybridNodes)
	case !(t.MinSaving >= 0 && t.MinSaving < 1):
		return fmt.Errorf("min_saving is %g: it must be at least 0 and below 1", t.MinSaving)
	}
	return nil
}
