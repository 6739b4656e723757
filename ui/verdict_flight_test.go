package ui

import (
	"testing"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/ui/internal/theme"
)

// What is under way is counted, and the table's ceiling is never shown as that.
func TestTheDecisionSaysWhatIsInFlight(t *testing.T) {
	for name, c := range map[string]struct {
		flying, most int
		idle         bool
		room         int
		want         string
	}{
		"room for all":     {12, 20, false, 60, "2 of 3 nodes · 12 in flight of about 20"},
		"one digit":        {8, 20, false, 60, "2 of 3 nodes ·  8 in flight of about 20"},
		"half a pane":      {12, 20, false, 26, "2/3 nodes · fly 12/20"},
		"a little more":    {12, 20, false, 30, "2/3 nodes · 12/20 in flight"},
		"beyond the table": {10, 4, false, 60, "2 of 3 nodes · 10 in flight"},
		"idle":             {0, 20, true, 60, "2 of 3 nodes · about 20 in flight"},
		"idle, half":       {0, 20, true, 22, "2/3 nodes · fly ~20"},
		"no room":          {12, 20, false, 13, "2 of 3 nodes"},
	} {
		t.Run(name, func(t *testing.T) {
			look := theme.Plain(false)
			d := data{flock: cluster.Snapshot{Nodes: []cluster.Node{{InFlight: c.flying - 1}, {InFlight: 1}, {}}}}
			if c.idle {
				d.flock.Nodes = nil
			}
			v := verdictView{sc: &scene{data: &d, theme: &look}, v: adaptive.Verdict{
				Decision: adaptive.Decision{Nodes: []string{"a", "b"}, Workers: c.most}, Weighed: make([]adaptive.Node, 3),
			}}
			if !c.idle {
				v.job = &job.Status{}
			}
			if got := v.flight(c.room); got != c.want {
				t.Errorf("it says %q, want %q", got, c.want)
			}
		})
	}
}
