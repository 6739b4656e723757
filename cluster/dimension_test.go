package cluster

import "testing"

func TestDimension(t *testing.T) {
	a, b := &part{}, &part{}
	type answer struct {
		from    *part
		numbers int
		good    bool
	}
	tests := map[string]struct {
		batch   Batch
		nodes   int
		answers []answer
	}{
		"as announced":                      {Batch{Announced: 384}, 2, []answer{{a, 384, true}, {b, 384, true}}},
		"nothing announced, first counts":   {Batch{}, 2, []answer{{a, 768, true}, {b, 384, false}}},
		"one liar against the announcement": {Batch{Announced: 384}, 2, []answer{{a, 192, false}, {a, 192, false}, {b, 384, true}, {a, 192, false}}},
		"two nodes overrule it":             {Batch{Announced: 384}, 3, []answer{{a, 256, false}, {b, 256, true}, {a, 256, true}}},
		"the only node overrules it":        {Batch{Announced: 384}, 1, []answer{{a, 256, true}}},
		"nobody overrules what is kept":     {Batch{Dimension: 384, Announced: 384}, 1, []answer{{a, 256, false}, {b, 256, false}}},
		"nor what this batch has accepted":  {Batch{Announced: 384}, 3, []answer{{a, 384, true}, {b, 256, false}, {a, 256, false}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDimension(test.batch)
			for i, x := range test.answers {
				if err := d.check(x.from, x.numbers, test.nodes); (err == nil) != x.good {
					t.Errorf("answer %d of %d numbers: %v", i, x.numbers, err)
				}
			}
		})
	}
}
