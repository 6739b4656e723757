package dispatch

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// taught is a node after requests of these sizes in turn, on a server with this
// request cost and time a text, both in seconds, and this noise.
func taught(from Node, h, c, noise float64, seed uint64, sizes ...int) *node {
	n := newNode(DefaultSettings(), 0, from)
	random := rand.New(rand.NewPCG(seed, 9))
	for _, size := range sizes {
		service := h
		for range size {
			service += c * math.Exp(noise*random.NormFloat64()-noise*noise/2)
		}
		n.learn(DefaultSettings(), size, float64(size), service)
	}
	return n
}

func repeated(times int, sizes ...int) (out []int) {
	for range times {
		out = append(out, sizes...)
	}
	return out
}

func TestSpeedIsLearned(t *testing.T) {
	for _, noise := range []float64{0, 0.1, 0.3} {
		n := taught(unknown(5), 0, 0.02, noise, 1, repeated(20, 1, 4, 16)...)
		near(t, "c", n.c, 0.02, 0.1)
		if n.h != 0 {
			t.Errorf("with noise %g a request cost of %g is seen where there is none", noise, n.h)
		}
	}
}

func TestARequestCostIsLearnedFromRequestsOfDifferentSize(t *testing.T) {
	n := taught(unknown(0.01), 0.145, 0.007, 0.1, 1, 1, 4, 16, 64, 64)
	near(t, "h", n.h, 0.145, 0.15)
	near(t, "c", n.c, 0.007, 0.15)
}

func TestARequestCostIsNotForgottenWhileSizesAreEqual(t *testing.T) {
	n := taught(unknown(0.01), 0.145, 0.007, 0.05, 1, append([]int{1, 4, 16, 64}, repeated(50, 128)...)...)
	near(t, "h", n.h, 0.145, 0.3)
	near(t, "a request of 128", n.h+128*n.c, 0.145+128*0.007, 0.05)
}

func TestTheVarianceIsLearned(t *testing.T) {
	n := taught(unknown(0.02), 0, 0.02, 0.5, 3, repeated(100, 2)...)
	near(t, "v", n.v, math.Exp(0.25)-1, 0.6)
	n = taught(unknown(0.02), 0, 0.02, 0.02, 3, repeated(100, 2)...)
	if n.v > 0.02 {
		t.Errorf("v is %g on a steady node", n.v)
	}
}

func TestAChangedNodeIsBelievedSoon(t *testing.T) {
	for _, factor := range []float64{0.1, 0.3, 3, 10} {
		n := taught(unknown(0.02), 0, 0.02, 0.05, 1, repeated(50, 8)...)
		for range 2 {
			n.learn(DefaultSettings(), 8, 8, 8*0.02*factor)
		}
		near(t, "c after the change", n.c, 0.02*factor, 0.2)
	}
}

// A program that is busy itself notices two answers together that came one after
// the other: the first seems to have taken long, the second no time at all.
func TestAnswersThatAreNoticedTogetherTeachNoWrongPace(t *testing.T) {
	for name, late := range map[string]float64{"the server says when it was done": 1, "it does not": 0} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				n := taught(unknown(0.15), 0, 0.15, 0.05, 1, repeated(6, 1)...)
				for range rapid.IntRange(1, 6).Draw(t, "times") {
					delay := rapid.Float64Range(0.1, 0.3).Draw(t, "delay")
					seen := delay * (1 - late)
					n.learn(DefaultSettings(), 1, 1, 0.15+seen)
					n.learn(DefaultSettings(), 1, 1, max(0.0005, 0.15-seen))
				}
				if n.c < 0.04 || n.c > 0.4 {
					t.Fatalf("a text takes 0.15 s, %g are believed", n.c)
				}
			})
		})
	}
}

func TestOneOddTextIsNotBelieved(t *testing.T) {
	n := taught(unknown(0.02), 0, 0.02, 0.05, 1, repeated(50, 1)...)
	n.learn(DefaultSettings(), 1, 1, 0.2)
	if n.c > 0.03 {
		t.Errorf("after one odd text c is %g", n.c)
	}
}

func TestEarlierLessonsCountButCanBeUnlearned(t *testing.T) {
	from := Node{Learned: Learned{PerUnit: 0.02, PerRequest: 100 * time.Millisecond, Texts: 500}}
	n := taught(from, 0.1, 0.02, 0.1, 1, 16)
	near(t, "h", n.h, 0.1, 0.2)
	near(t, "c", n.c, 0.02, 0.2)
	n = taught(from, 0, 0.2, 0.1, 1, repeated(10, 1, 8)...)
	near(t, "c of a slower node", n.c, 0.2, 0.2)
}

func TestAGivenUpRequestTeachesThatTheNodeIsSlow(t *testing.T) {
	n := taught(unknown(0.02), 0, 0.02, 0.05, 1, repeated(10, 8)...)
	n.learnCensored(8, 8, 8*0.02*1.2)
	near(t, "c after a slight delay", n.c, 0.02, 0.1)
	n.learnCensored(8, 8, 8*0.02*10)
	near(t, "c after a long one", n.c, 0.2, 0.05)
}

func TestRequestsGrowWhileANodeDoesAsExpected(t *testing.T) {
	n := taught(unknown(0.01), 0, 0.01, 0, 1, 1, 4, 16)
	if n.cap != 64 {
		t.Errorf("after 1, 4 and 16 texts the cap is %d, want 64", n.cap)
	}
	n.learn(DefaultSettings(), 16, 16, 16*0.01*5)
	if n.cap != 32 {
		t.Errorf("after a bad surprise the cap is %d, want 32", n.cap)
	}
}

// Whatever answers come, what is learned stays finite and positive.
func TestLessonsStaySane(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := newNode(DefaultSettings(), 0, drawNode(t))
		for range rapid.IntRange(1, 60).Draw(t, "answers") {
			texts := rapid.IntRange(1, 256).Draw(t, "texts")
			units := float64(texts) * rapid.Float64Range(0.1, 2000).Draw(t, "work")
			service := rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), -1, 0, 1e-12, 1e-6, 0.001, 0.5, 7, 1e5}).Draw(t, "service")
			if rapid.IntRange(0, 9).Draw(t, "given up") == 0 {
				n.learnCensored(texts, units, service)
			} else {
				n.learn(DefaultSettings(), texts, units, service)
			}
			if !positive(n.unit()) || !(n.h >= 0) || math.IsInf(n.h, 0) || !positive(n.v) || n.cap < 1 || n.cap > 256 {
				t.Fatalf("after %d texts in %g s: c %g, h %g, v %g, cap %d", texts, service, n.unit(), n.h, n.v, n.cap)
			}
		}
	})
}

// A node whose requests take less than its request cost, on the whole, has a
// smaller one: it would seem infinitely fast, and its batches without an end.
func TestARequestCostIsNeverMoreThanRequestsTake(t *testing.T) {
	from := Node{Loaded: true, Guess: 1, Learned: Learned{PerRequest: 500 * time.Millisecond, PerUnit: 0.0001, Texts: 32}}
	for name, sizes := range map[string][]int{"equal sizes": repeated(40, 8), "all sizes": repeated(20, 1, 4, 16)} {
		n := taught(from, 0, 0.015, 0.3, 4, sizes...)
		near(t, name+": a text of a long request", n.c, 0.015, 0.6)
	}
}
