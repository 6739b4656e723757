package graph

import (
	"math"
	"strings"
)

// Two values share a cell of braille, and four dots stand above each other.
const (
	dotsAcross = 2
	dotsUp     = 4
	braille    = 0x2800 // the sign without dots
)

// Dots of a column from the lowest up, as braille numbers them.
var leftDots, rightDots = [dotsUp]rune{0x40, 0x04, 0x02, 0x01}, [dotsUp]rune{0x80, 0x20, 0x10, 0x08}

// Columns is how many values an area of w cells shows.
func Columns(w int) int { return max(0, w) * dotsAcross }

// Area draws the values as a filled area of w × h cells, the newest on the
// right, scaled by top; nothing is drawn for NaN. It returns h rows, the highest
// first.
func Area(values []float64, w, h int, top float64) []string {
	if w <= 0 || h <= 0 {
		return nil
	}
	values = Tail(values, Columns(w))
	heights := make([]int, Columns(w))
	for i, v := range values {
		heights[len(heights)-len(values)+i] = level(v, top, h*dotsUp)
	}
	rows := make([]string, h)
	for row := range rows {
		below := (h - 1 - row) * dotsUp
		var b strings.Builder
		for x := range w {
			sign := rune(braille)
			sign |= column(heights[dotsAcross*x]-below, leftDots)
			sign |= column(heights[dotsAcross*x+1]-below, rightDots)
			if sign == braille {
				sign = ' ' // some fonts draw empty dots
			}
			b.WriteRune(sign)
		}
		rows[row] = b.String()
	}
	return rows
}

func column(height int, dots [dotsUp]rune) (sign rune) {
	for i := range min(max(0, height), dotsUp) {
		sign |= dots[i]
	}
	return sign
}

// Line draws the values as a thin line of braille, one cell high and w wide,
// the newest on the right; nothing is drawn where there is nothing.
func Line(values []float64, w int, top float64) string {
	if w <= 0 {
		return ""
	}
	values = Tail(values, Columns(w))
	blank := Columns(w) - len(values)
	dot := func(x int, dots [dotsUp]rune) rune {
		if x < blank {
			return 0
		}
		height := level(values[x-blank], top, dotsUp)
		return column(height, dots) &^ column(height-1, dots) // its highest dot
	}
	var b strings.Builder
	for x := range w {
		sign := braille | dot(dotsAcross*x, leftDots) | dot(dotsAcross*x+1, rightDots)
		if sign == braille {
			sign = ' '
		}
		b.WriteRune(sign)
	}
	return b.String()
}

// Steps draws the same area with one value a cell in the levels of a
// sparkline, for fonts without braille.
func Steps(values []float64, w, h int, top float64, levels []string) []string {
	if w <= 0 || h <= 0 {
		return nil
	}
	values = Tail(values, w)
	steps := len(levels) - 1
	rows := make([]string, h)
	for row := range rows {
		below := (h - 1 - row) * steps
		var b strings.Builder
		b.WriteString(strings.Repeat(levels[0], w-len(values)))
		for _, v := range values {
			b.WriteString(levels[min(max(0, level(v, top, h*steps)-below), steps)])
		}
		rows[row] = b.String()
	}
	return rows
}

// Buckets averages values, one a second and the newest at the second now, over
// spans of so many seconds that begin at whole multiples of the span: so a
// graph moves by whole columns and its shape never shimmers. The newest bucket
// may be incomplete. NaN is no value: it counts for nothing, and a bucket of
// nothing else is NaN.
func Buckets(values []float64, now int64, span int) []float64 {
	counts := make([]float64, len(values))
	out := fold(values, now, span, func(b int, sum, v float64) float64 {
		counts[b]++
		return sum + v
	})
	if span > 1 {
		for i := range out {
			out[i] /= counts[i] // a bucket without values is NaN already
		}
	}
	return out
}

// Peaks is [Buckets] with the highest value in the place of the mean, for what
// was counted at its most.
func Peaks(values []float64, now int64, span int) []float64 {
	return fold(values, now, span, func(_ int, peak, v float64) float64 { return math.Max(peak, v) })
}

// fold joins the values of each bucket, the first of them with 0.
func fold(values []float64, now int64, span int, join func(bucket int, so, v float64) float64) []float64 {
	if span <= 1 || len(values) == 0 {
		return values
	}
	first := now - int64(len(values)) + 1
	from := floorDiv(first, int64(span))
	out := make([]float64, floorDiv(now, int64(span))-from+1)
	for i := range out {
		out[i] = math.NaN()
	}
	for i, v := range values {
		if math.IsNaN(v) {
			continue
		}
		b := int(floorDiv(first+int64(i), int64(span)) - from)
		so := out[b]
		if math.IsNaN(so) {
			so = 0
		}
		out[b] = join(b, so, v)
	}
	return out
}

func floorDiv(a, b int64) int64 { return int64(math.Floor(float64(a) / float64(b))) }
