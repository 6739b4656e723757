package ui

// throughputPane draws the texts a second of the whole flock over the last
// minutes.
type throughputPane struct{}

func (throughputPane) move(*data, motion) {}

func (throughputPane) heading(sc *scene) heading {
	head := heading{title: "Throughput"}
	switch {
	case sc.data.speed() <= 0:
	case sc.data.current() == nil: // it fades: nothing goes as fast as that
		head.note = "peak " + rate(highest(sc.data.rates)) + " texts/s"
	default:
		head.note = sc.data.speedText() + ", peak " + rate(highest(sc.data.rates))
	}
	return head
}

func (throughputPane) draw(sc *scene, w, h int) []string {
	return rateGraph(sc, sc.data.rates, w, h)
}

// rateGraph draws a history of rates, one value a second, with its axes.
func rateGraph(sc *scene, rates []float64, w, h int) []string {
	return plot{values: rates, now: sc.data.flock.Second, unit: 1, none: "nothing embedded yet"}.draw(sc, w, h)
}
