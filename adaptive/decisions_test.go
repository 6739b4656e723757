package adaptive

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"testing"
	"time"
)

// vector is one entry of testdata/decisions.json. Nodes come in the order of
// their names; want is null where nothing is to decide.
type vector struct {
	Title          string
	Batch          int
	SecondsPerText map[string]float64 `json:"seconds_per_text"`
	Thresholds     struct {
		Small       *int
		Dominant    *float64
		Balanced    *float64
		Hybrid      *int
		HybridNodes *int `json:"hybrid_nodes"`
	}
	Want *struct {
		Mode, Reason, Detail string
		Nodes                []string
		Workers              int
		Error                string // a reason that is an error
	}
}

func (v vector) nodes() []Node {
	var out []Node
	for _, id := range slices.Sorted(maps.Keys(v.SecondsPerText)) {
		out = append(out, Node{ID: id, PerText: time.Duration(v.SecondsPerText[id]*1e9 + 0.5)})
	}
	return out
}

func (v vector) thresholds() Thresholds {
	t := DefaultThresholds()
	set(&t.Small, v.Thresholds.Small)
	set(&t.Dominant, v.Thresholds.Dominant)
	set(&t.Balanced, v.Thresholds.Balanced)
	set(&t.Hybrid, v.Thresholds.Hybrid)
	set(&t.HybridNodes, v.Thresholds.HybridNodes)
	return t
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

func TestRuleGivesTheDesignsDecisions(t *testing.T) {
	text, err := os.ReadFile("testdata/decisions.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	const known = 43
	if len(vectors) != known {
		t.Fatalf("%d vectors, the design has %d", len(vectors), known)
	}
	for _, v := range vectors {
		t.Run(v.Title, func(t *testing.T) {
			d, needed, err := Rule(v.nodes(), v.Batch, v.thresholds())
			if v.Want != nil && v.Want.Error != "" {
				if !errors.Is(err, ErrNoNodes) || string(d.Reason) != v.Want.Error {
					t.Errorf("error %v with reason %s, want %s", err, d.Reason, v.Want.Error)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if v.Want == nil {
				if needed {
					t.Errorf("decided %+v where there is nothing to decide", d)
				}
				return
			}
			w := v.Want
			if d.Mode.String() != w.Mode || string(d.Reason) != w.Reason || d.Detail != w.Detail ||
				!slices.Equal(d.Nodes, w.Nodes) || d.Workers != w.Workers {
				t.Errorf("got  %s %s %q %v, %d workers\nwant %s %s %q %v, %d workers",
					d.Mode, d.Reason, d.Detail, d.Nodes, d.Workers, w.Mode, w.Reason, w.Detail, w.Nodes, w.Workers)
			}
		})
	}
}
