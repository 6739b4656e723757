package dispatch

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// answer teaches the node a request of so many texts, of c seconds each in the
// mean, that vary by this noise.
func (n *node) answer(random *rand.Rand, size int, c, noise float64) {
	service := 0.0
	for range size {
		service += c * math.Exp(noise*random.NormFloat64()-noise*noise/2)
	}
	n.learn(DefaultSettings(), size, float64(size), service)
}

// Answers that vary by chance are no trend: the bounds are what was reached
// before there were trends.
func TestASteadyNodeIsLearnedSteadily(t *testing.T) {
	for _, test := range []struct {
		noise float64
		size  int
		rms   float64
	}{
		{0.1, 1, 0.0085}, {0.1, 2, 0.0080}, {0.1, 8, 0.0076}, {0.3, 1, 0.0265}, {0.3, 2, 0.0245}, {0.3, 8, 0.0235},
	} {
		random := rand.New(rand.NewPCG(7, 9))
		sum, count := 0.0, 0
		for range 40 {
			n := newNode(DefaultSettings(), 0, unknown(0.02))
			for i := range 1000 {
				n.answer(random, test.size, 0.02, test.noise)
				if i > 50 {
					off := n.c/0.02 - 1
					sum += off * off
					count++
				}
			}
		}
		if rms := math.Sqrt(sum / float64(count)); rms > test.rms {
			t.Errorf("noise %g, %d texts a request: what is learned is off by %.4f, want %.4f", test.noise, test.size, rms, test.rms)
		}
	}
}

// A node that becomes several times slower or faster is believed after a few
// answers, of however few texts.
func TestANodeThatChangesIsBelievedSoonHoweverSmallItsRequests(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		noise, size := rapid.Float64Range(0, 0.2).Draw(t, "noise"), rapid.IntRange(1, 8).Draw(t, "texts a request")
		factor := rapid.Float64Range(3, 10).Draw(t, "factor")
		if rapid.Bool().Draw(t, "faster") {
			factor = 1 / factor
		}
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "luck"), 9))
		n := newNode(DefaultSettings(), 0, unknown(0.02))
		for range 100 {
			n.answer(random, size, 0.02, noise)
		}
		answers := 0
		for ; math.Abs(n.c/(0.02*factor)-1) > 0.4; answers++ {
			const most = 20
			if answers == most {
				t.Fatalf("after %d answers c is %.2f of what it is", most, n.c/(0.02*factor))
			}
			n.answer(random, size, 0.02*factor, noise)
		}
	})
}

// While a request is late by far, the plan counts on the node only for what it
// does at that pace; it need not wait for the answer.
func TestThePlanDoesNotCountOnANodeThatIsLateByFar(t *testing.T) {
	m := newModel(t, quick(1), quick(1)).allUp()
	m.add(2000, 10)
	m.d.Close()
	const perText = 10 * time.Millisecond
	free := time.Duration(0) // when node 1 is; node 0 never answers
	for m.now < 2*time.Second {
		m.send()
		at := slices.IndexFunc(m.order, func(id uint64) bool { return m.live[id].Node == 1 })
		id := m.order[at]
		free += time.Duration(len(m.live[id].Texts)) * perText
		m.now = free
		m.answer(id)
	}
	m.send()
	alone := time.Duration(m.d.Waiting()) * perText
	if left := m.d.PlannedEnd(m.now) - m.now; left < alone*4/5 {
		t.Errorf("the rest is planned to take %v though one of two nodes does not answer; the other takes %v for it", left, alone)
	}
}
