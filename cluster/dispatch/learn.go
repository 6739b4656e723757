package dispatch

import "math"

const (
	// oddFactor is how far off the expectation an answer must be to be odd, and
	// oddSigmas how many of its standard deviations at least.
	oddFactor = 2.0
	oddSigmas = 3.0
	// One answer over oddTexts texts that came too late is believed at once, so
	// are oddAnswers odd ones in a row of any size.
	oddTexts   = 3
	oddAnswers = 2
	// capGrowth is the slow start: growth of a request's size while answers come
	// as expected.
	capGrowth = 4
	// h must stand out by so many standard errors to be believed, and by so
	// large a share of a text's time; below that it is noise.
	clearSignal = 3.0
	leastOverC  = 0.1
	// sizeSpread is how much requests must differ in size before they can tell h
	// from c: 0 is not at all, 1 without end.
	sizeSpread = 0.1
	// doubt over the root of the number of requests is the least variance of a
	// text that h is judged by: what little is known of v early is not worth more.
	doubt = 0.3
	// wander is the relative variance that a whole request has beside that of its
	// texts: the node's other work, its clock, its neighbours.
	wander = 0.02
	// largerBy is how many times larger than those before a request must be for
	// its speed to hint at h.
	largerBy = 2.0
	// leastOfPace is how small c may come out beside the whole time per unit.
	leastOfPace = 0.12
	// spreadMemory is how much of the variance's sums an answer leaves, and
	// spreadPrior how many answers the first value of v counts for.
	spreadMemory = 0.95
	spreadPrior  = 3.0
	// wildest bounds what a single answer adds to the variance.
	wildest = 4.0
	// trustedTexts is for how many texts at most learned values count that an
	// earlier run brought.
	trustedTexts = 32
)

// lessons is the running memory of a node's service times: the sums of a
// weighted regression of time over work. A request's variance grows with its
// work, so its weight is one over that. Sums fade with the number of texts, so
// that a node that changes is believed soon.
type lessons struct {
	texts float64 // how many in all, unfaded
	prior float64 // texts that the start values count for; they enter with the first answer

	requests float64 // Σ 1
	units    float64 // Σ u
	time     float64 // Σ s
	inverse  float64 // Σ 1/u
	pace     float64 // Σ s/u

	spread, count float64 // faded sum of relative squared errors of a text, and their number
}

// trust makes the start values count.
func (l *lessons) trust(set Settings, from Learned) {
	if positive(from.Texts) {
		l.texts = from.Texts
	}
	l.prior = min(max(l.texts, set.HalfLifeMin/2), trustedTexts)
	l.count = spreadPrior
}

// add takes in a request of so many units that occupied the node for so long,
// or several alike.
func (l *lessons) add(units, service, weight float64) {
	l.requests += weight
	l.units += weight * units
	l.time += weight * service
	l.inverse += weight / units
	l.pace += weight * service / units
}

func (l *lessons) fade(by float64) {
	l.requests *= by
	l.units *= by
	l.time *= by
	l.inverse *= by
	l.pace *= by
}

// learn takes in that a request of some texts and units occupied the node for
// so many seconds, loading taken out.
func (n *node) learn(set Settings, texts int, units, service float64) {
	if !positive(units) || !positive(service) {
		return
	}
	mean := units / float64(texts)
	if n.lessons.prior > 0 {
		n.recall(mean)
	}
	first := !n.measured()
	known, off := !first, service/(n.h+n.unit()*units)
	larger := units*n.lessons.requests > largerBy*n.lessons.units
	next := n.lessons.with(set, texts, units, service)
	h, c := next.fit(n.h, n.v, mean)
	expected := n.isExpected(off, texts)
	if known && !expected && h > n.h { // small requests were slow for the sake of h
		if explained := service / (h + c*units); n.isExpected(explained, texts) {
			expected, off = true, explained
		}
	}
	switch {
	case !known || expected:
		n.odd = 0
	case off < 1 && larger: // h may show; one more size will tell
		known, expected = false, true
	default:
		n.oddAgain(off)
		// one that came too fast may only follow one that was noticed late: time
		// passes from answer to answer
		if (texts >= oddTexts && off > 1) || n.odd >= oddAnswers || n.odd <= -oddAnswers {
			n.forget()
			known = false
			next = n.lessons.with(set, texts, units, service)
			h, c = next.fit(0, n.v, mean)
		}
	}
	if known {
		if since, is := n.changed(off, texts, units, service); is {
			known, since.texts = false, next.texts
			next = since
			h, c = next.fit(n.h, n.v, mean)
		}
	}
	n.lessons, n.h, n.c = next, h, c
	if known {
		n.learnSpread(off, texts)
	}
	n.startSlowly(set, texts, units, expected || first)
}

// oddAgain counts an answer that was off the expectation. One that came too late
// and one that came too soon say nothing together: the first was noticed late.
func (n *node) oddAgain(off float64) {
	switch {
	case off > 1:
		n.odd = max(n.odd, 0) + 1
	default:
		n.odd = min(n.odd, 0) - 1
	}
}

// learnCensored takes in that a request was given up after so many seconds of
// service, long after it should have been done: the node is slower than was
// believed, who knows by how much.
func (n *node) learnCensored(texts int, units, service float64) {
	if !n.measured() || !positive(units) || !positive(service) || service < oddFactor*(n.h+n.unit()*units) || n.isExpected(service/(n.h+n.unit()*units), texts) {
		return
	}
	n.forget()
	n.c = service / units
	n.cap = 1
	n.lessons.add(units, service, 1)
}

// isExpected says whether an answer that took off times the expected time is
// within what the variance of its texts explains.
func (n *node) isExpected(off float64, texts int) bool {
	return math.Abs(math.Log(off)) < max(math.Log(oddFactor), oddSigmas*math.Sqrt(n.v/float64(texts)))
}

// with is the memory after one more answer.
func (l lessons) with(set Settings, texts int, units, service float64) lessons {
	half := min(max(l.texts, set.HalfLifeMin), set.HalfLifeMax)
	l.fade(math.Exp2(-float64(texts) / half))
	l.add(units, service, 1)
	l.texts += float64(texts)
	return l
}

// recall turns the start values into answers that might have taught them: small
// and large ones, so that h is remembered as well as c.
func (n *node) recall(mean float64) {
	l := &n.lessons
	small, large := mean, mean*l.prior/2
	l.add(small, n.h+n.c*small, l.prior/4)
	l.add(large, n.h+n.c*large, 1)
	l.prior = 0
}

// forget drops everything but the number of texts: the node has changed.
func (n *node) forget() {
	n.lessons = lessons{texts: n.lessons.texts}
	n.h, n.odd = 0, 0
	n.slower, n.faster = trend{}, trend{}
	n.v = max(n.v, startVariance)
}

// learnSpread takes in a request's relative error: that of a text over the root
// of their number.
func (n *node) learnSpread(off float64, texts int) {
	l := &n.lessons
	l.spread = l.spread*spreadMemory + min((off-1)*(off-1)*float64(texts), wildest)
	l.count = l.count*spreadMemory + 1
	n.v = (spreadPrior*startVariance + l.spread) / (spreadPrior + l.count)
}

// fit makes h and c from the sums, given what h was so far. Only what the same
// work costs in small and in large requests tells one from the other, so h
// changes only where the sums speak clearly.
func (l *lessons) fit(was, variance, mean float64) (h, c float64) {
	h = was
	flat := l.time / l.units
	found := l.time / l.requests / 2 // where all requests are alike, nothing tells h from c
	if det := l.inverse*l.units - l.requests*l.requests; det > sizeSpread*l.inverse*l.units {
		found = (l.pace*l.units - l.requests*l.time) / det
		// the variance of a request's time is v·c²·mean·u, hence h's; with the pace
		// for c, since a large h by mistake would make c small and itself credible
		spread := max(variance, doubt/math.Sqrt(l.requests)) + wander*l.units/(l.requests*mean)
		sigma := flat * math.Sqrt(spread*mean*l.units/det)
		switch {
		case found > clearSignal*sigma && found > leastOverC*(l.time-found*l.requests)/l.units*mean:
			h = found
		case was > found+clearSignal*sigma:
			h = 0
		}
	}
	if h*l.requests > (1-leastOfPace)*l.time { // on the whole, requests take less than h: it cannot be so large
		h = min(h, max(found, 0))
	}
	c = (l.time - h*l.requests) / l.units
	if c < leastOfPace*flat {
		c = leastOfPace * flat
		h = (l.time - c*l.units) / l.requests
	}
	return h, c
}

// startSlowly lets requests grow while the node does as expected.
func (n *node) startSlowly(set Settings, texts int, units float64, asExpected bool) {
	if !asExpected {
		n.cap = max(1, n.cap/2)
		return
	}
	if texts*2 >= n.cap { // an answer smaller than the cap says nothing about larger ones
		n.cap *= capGrowth
		if n.h > n.c*units { // most of the time was not the texts'
			n.cap *= capGrowth
		}
		n.cap = min(n.cap, set.LargestRequest)
	}
}
