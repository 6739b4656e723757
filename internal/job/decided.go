package job

import "flocktop/adaptive"

// Decision is a verdict as JSON shows and the store keeps it.
type Decision struct {
	Mode             adaptive.Mode   `json:"mode"`
	Reason           adaptive.Reason `json:"reason"`
	Detail           string          `json:"detail"`
	Policy           adaptive.Policy `json:"policy"`
	Workers          int             `json:"workers"`
	Nodes            []string        `json:"nodes"`
	PredictedSeconds float64         `json:"predicted_seconds"`
	Cost             float64         `json:"cost,omitempty"`
	CostSaved        float64         `json:"cost_saved,omitempty"`
	Rule             RuleVerdict     `json:"rule"`
	// Changed says that mode, policy or cost were changed after the prediction.
	Changed bool `json:"changed,omitempty"`
	// Alternatives are missing where speeds were guessed, and in what older programs
	// kept.
	Alternatives []Alternative `json:"alternatives,omitempty"`
}

// RuleVerdict is what the table of rules says beside it.
type RuleVerdict struct {
	Mode   adaptive.Mode   `json:"mode"`
	Reason adaptive.Reason `json:"reason"`
	Detail string          `json:"detail"`
}

// Decided puts a verdict into that form, as it was made with these thresholds; nil
// where nothing was to decide.
func Decided(v adaptive.Verdict, t adaptive.Thresholds) *Decision {
	if v.Batch == 0 || v.Mode == 0 {
		return nil
	}
	return &Decision{
		Mode: v.Mode, Reason: v.Reason, Detail: v.Detail, Policy: v.Policy,
		Workers: v.Workers, Nodes: v.Nodes, PredictedSeconds: v.Predicted.Seconds(),
		Cost: v.Cost, CostSaved: v.CostSaved,
		Rule:         RuleVerdict{Mode: v.Rule.Mode, Reason: v.Rule.Reason, Detail: v.Rule.Detail},
		Alternatives: alternativesOf(&v, t),
	}
}
