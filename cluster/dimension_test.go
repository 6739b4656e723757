package cluster

import "testing"

func TestDimension(t *testing.T) {
	a, b, c := &part{}, &part{}, &part{}
	type answer struct {
		from    *part
		numbers int
		good    bool
		kept    bool
	}
	tests := map[string]struct {
		batch   Batch
		nodes   int
		answers []answer
	}{
		"as announced":                      {Batch{Announced: 384}, 2, []answer{{a, 384, true, false}, {b, 384, true, false}}},
		"nothing announced, first counts":   {Batch{}, 2, []answer{{a, 768, true, false}, {b, 384, false, false}}},
		"one liar against the announcement": {Batch{Announced: 384}, 2, []answer{{a, 192, false, false}, {a, 192, false, false}, {b, 384, true, false}, {a, 192, false, false}}},
		"two nodes overrule it":             {Batch{Announced: 384}, 3, []answer{{a, 256, false, false}, {b, 256, true, false}, {a, 256, true, false}}},
		"the only node overrules it":        {Batch{Announced: 384}, 1, []answer{{a, 256, true, false}}},
		"nobody overrules what is kept":     {Batch{Dimension: 384, Announced: 384}, 1, []answer{{a, 256, false, false}, {b, 256, false, false}}},
		"nor what this batch has kept":      {Batch{Announced: 384}, 3, []answer{{a, 384, true, true}, {b, 256, false, false}, {a, 256, false, false}}},
		"what is in doubt settles nothing":  {Batch{}, 3, []answer{{a, 192, true, false}, {b, 384, false, false}, {c, 384, true, false}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDimension(test.batch)
			for i, x := range test.answers {
				if err := d.check(x.from, x.numbers, test.nodes); (err == nil) != x.good {
					t.Errorf("answer %d of %d numbers: %v", i, x.numbers, err)
				}
				if x.kept {
					d.settle(x.numbers)
				}
			}
		})
	}
}
