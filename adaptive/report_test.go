package adaptive

import (
	"testing"
	"time"
)

func TestTheChosenModeCostsWhatWasDecided(t *testing.T) {
	var nodes []Node
	for i, n := range flock(11, 14, 112, 136, 160) {
		n.RoundTrip = time.Duration(2*i) * time.Millisecond
		nodes = append(nodes, n)
	}
	q := Question{Nodes: nodes, Policy: Auto, Thresholds: DefaultThresholds()}
	var sizes []int
	for n := 20; n < 300; n++ {
		sizes = append(sizes, n)
	}
	report, err := NewReport(q, sizes)
	if err != nil {
		t.Fatal(err)
	}
	another := 0 // hybrids of other nodes than a forced one
	for _, row := range report.Rows {
		for _, m := range Modes() {
			switch {
			case m != row.Mode && row.Takes(m) != row.Alternatives.Of(m):
				t.Errorf("%d texts: %s takes %v, and not the %v of the forecast", row.Batch, m, row.Takes(m), row.Alternatives.Of(m))
			case m == row.Mode && row.Takes(m) != row.Predicted:
				t.Errorf("%d texts: %s takes %v where %v was decided", row.Batch, m, row.Takes(m), row.Predicted)
			}
		}
		if row.Mode == Hybrid && row.Predicted != row.Alternatives.Hybrid {
			another++
		}
	}
	if another == 0 {
		t.Error("no size was decided as a hybrid of other nodes: the test proves nothing")
	}
}
