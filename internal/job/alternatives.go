package job

import (
	"time"

	"flocktop/adaptive"
)

// Alternative is one way to run a batch that was weighed, with what it takes by the
// speeds that are known at the end.
type Alternative struct {
	Way     string  `json:"way"`
	Nodes   int     `json:"nodes"`
	Seconds float64 `json:"seconds"`
	Chosen  bool    `json:"chosen,omitempty"`
}

// Takes is the same as a duration.
func (a *Alternative) Takes() time.Duration { return time.Duration(a.Seconds * float64(time.Second)) }

// alternativesOf are the ways that were weighed, and the even split of a plain load
// balancer; none where a speed is a guess.
func alternativesOf(v *adaptive.Verdict, t adaptive.Thresholds) []Alternative {
	if v.Guessed {
		return nil
	}
	ways := v.Ways(t)
	var out []Alternative
	for i := range ways {
		w := &ways[i]
		out = append(out, Alternative{Way: w.Name(), Nodes: len(w.Nodes), Seconds: w.Takes.Seconds(), Chosen: w.Chosen})
	}
	if even := v.Alternatives.EvenSplit; even > 0 && len(v.Weighed) > 1 {
		out = append(out, Alternative{Way: "even split", Nodes: len(v.Weighed), Seconds: even.Seconds()})
	}
	return out
}

// aloneTook is what the fastest node would have taken for so many texts, by the
// speeds known at the end; 0 where that is a guess, or is what happened.
func aloneTook(v *adaptive.Verdict, texts, nodes int) time.Duration {
	if v.Guessed || len(v.Weighed) < 2 || nodes < 2 || texts < adaptive.LeastTexts {
		return 0
	}
	return adaptive.Alone(v.Weighed, texts)
}
