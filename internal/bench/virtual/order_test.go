package virtual

import (
	"slices"
	"testing"
)

// Texts are handed out in the order in which they came as long as that costs no
// time: so documents end one after the other, and not all of them at the end.
func TestDocumentsEndOneAfterTheOther(t *testing.T) {
	const perDocument, documents = 20, 250
	nodes := map[string][]Node{
		"GPUs and CPUs": {{PerText: 0.02}, {PerText: 0.02}, {PerText: 0.17}, {PerText: 0.17}, {PerText: 0.17}},
		"one goes and comes back": {
			{PerText: 0.02, Outages: []Outage{{From: 10, To: 15}}}, {PerText: 0.03}, {PerText: 0.06},
		},
	}
	for name, nodes := range nodes {
		t.Run(name, func(t *testing.T) {
			w := &World{Nodes: nodes, Sizes: VariedTexts(perDocument*documents, 0.6, 1), Noise: 0.1, Seed: 1}
			r := w.Run(&Flock{})
			if over := r.Seconds / w.Bound(); over > 1.03 {
				t.Errorf("it took %.3f times the limit", over)
			}
			var ends []float64
			for at := range documents {
				ends = append(ends, slices.Max(r.Answered[at*perDocument:(at+1)*perDocument])/r.Seconds)
			}
			for _, share := range []float64{0.25, 0.5, 0.75} {
				const late = 0.1
				if at := ends[int(share*documents)]; at > share+late {
					t.Errorf("document %.0f of %d ends after %.0f %% of the time", share*documents, documents, 100*at)
				}
			}
		})
	}
}
