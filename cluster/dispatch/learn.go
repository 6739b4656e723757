package dispatch

import "math"

// lessons is the running memory of a node's service times. Sums fade with the
// number of texts, so that a node that changes is believed soon.
type lessons struct {
	texts         float64 // how many in all, unfaded
	units, time   float64 // faded sums: work done, service time without h
	sizes         [sizeClasses]sizeLesson
	spread, count float64 // faded sum of relative squared errors, and their number
}

// sizeLesson is the mean service time of requests of about one size.
type sizeLesson struct{ requests, texts, units, time float64 }

// Requests of 1, 2-4, 5-16, 17-64 and more texts teach apart: only what the
// same work costs in small and in large requests tells c from h.
const sizeClasses = 5

func sizeClass(texts int) int {
	k := int(math.Ceil(math.Log2(float64(texts)) / 2))
	return min(k, sizeClasses-1)
}

const (
	oddFactor   = 2   // an answer this many times off the expectation is odd
	oddTexts    = 3   // one odd answer over this many texts is believed at once
	oddAnswers  = 2   // so are this many in a row of any size
	capGrowth   = 4   // slow start: growth of the cap while answers come as expected
	clearSignal = 3.0 // standard errors by which h must stand out
	leastOverC  = 0.1 // h below this share of a text's time is noise
)

// learn takes in that a request of some texts and units occupied the node for
// so many seconds, loading taken out.
func (n *node) learn(set Settings, texts int, units, service float64) {
	if units <= 0 || service <= 0 {
		return
	}
	known := n.measured()
	expected := n.service(units)
	off := service / expected
	asExpected := off < oddFactor && off > 1.0/oddFactor
	if known && !asExpected {
		n.odd++
		if texts >= oddTexts || n.odd >= oddAnswers {
			n.reset()
			known = false
		}
	} else {
		n.odd = 0
	}
	n.remember(set, texts, units, service, known, off)
	n.separate()
	if n.lessons.units > 0 {
		n.c = max(n.lessons.time/n.lessons.units, 1e-9)
	}
	n.startSlowly(set, texts, asExpected || !known)
}

// reset forgets everything but the number of texts: the node has changed.
func (n *node) reset() {
	n.lessons = lessons{texts: n.lessons.texts}
	n.h, n.odd = 0, 0
	n.v = max(n.v, startVariance)
}

func (n *node) remember(set Settings, texts int, units, service float64, known bool, off float64) {
	l := &n.lessons
	half := min(max(l.texts, set.HalfLifeMin), set.HalfLifeMax)
	fade := math.Exp2(-float64(texts) / half)
	net := max(service-n.h, service/oddFactor/2)
	l.units = l.units*fade + units
	l.time = l.time*fade + net
	l.texts += float64(texts)
	s := &l.sizes[sizeClass(texts)]
	s.requests = s.requests*fade + 1
	s.texts = s.texts*fade + float64(texts)
	s.units = s.units*fade + units
	s.time = s.time*fade + service
	if known {
		// a request's relative error is that of a text over the root of their number
		l.spread = l.spread*0.9 + (off-1)*(off-1)*float64(texts)
		l.count = l.count*0.9 + 1
		weight := l.count / (l.count + 2)
		n.v = (1-weight)*startVariance + weight*l.spread/l.count
	}
}

// separate tells h from c where small and large requests differ clearly: the
// line through the means of the smallest and the largest size seen.
func (n *node) separate() {
	l := &n.lessons
	small, large := -1, -1
	for k := range l.sizes {
		if l.sizes[k].requests < 0.5 {
			continue
		}
		if small < 0 {
			small = k
		}
		large = k
	}
	if small < 0 || large == small {
		return
	}
	s, g := l.sizes[small], l.sizes[large]
	su, st := s.units/s.requests, s.time/s.requests
	gu, gt := g.units/g.requests, g.time/g.requests
	if gu < 2*su || gt <= st {
		return
	}
	c := (gt - st) / (gu - su)
	h := st - c*su
	noise := c * su * math.Sqrt(n.v/s.texts) // standard error of the small requests' mean
	switch {
	case h > clearSignal*noise && h > leastOverC*c*su:
		n.setPerRequest(h)
	case n.h > 0 && h < noise:
		n.setPerRequest(0)
	}
}

// setPerRequest changes h, and with it what the sums hold as time of the texts.
func (n *node) setPerRequest(h float64) {
	l := &n.lessons
	l.time = max(l.time+(n.h-h)*requestsIn(l), l.units*1e-9)
	n.h = h
}

// requestsIn is the faded number of requests behind the sums.
func requestsIn(l *lessons) float64 {
	var sum float64
	for k := range l.sizes {
		sum += l.sizes[k].requests
	}
	return sum
}

// startSlowly lets requests grow while the node does as expected.
func (n *node) startSlowly(set Settings, texts int, asExpected bool) {
	if !asExpected {
		n.cap = max(1, n.cap/2)
		return
	}
	if texts*2 >= n.cap { // an answer smaller than the cap says nothing about larger ones
		n.cap = min(n.cap*capGrowth, set.LargestRequest)
	}
}
