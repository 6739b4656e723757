package adaptive

import (
	"math"
	"strconv"
	"time"
)

const (
	// leastTimed is below which two times are not compared: what a machine does
	// beside would be measured.
	leastTimed = 10 * time.Millisecond
	// LeastTexts is how many texts a batch must have for its time to be held
	// against what was foreseen.
	LeastTexts = 8
)

// Off is how far what something took, or will take, is from what it is held
// against, as a share of that: 0.1 is a tenth longer. It is false where either is
// unknown, and where both are too short to say anything.
func Off(took, than time.Duration) (share float64, ok bool) {
	if took <= 0 || than <= 0 || max(took, than) < leastTimed {
		return 0, false
	}
	return took.Seconds()/than.Seconds() - 1, true
}

// Same stands where a difference is too small to be written.
const Same = "same"

// OffText writes [Off] for people, in at most six cells: +9.8 %, -12 %, same,
// and from twice as long on 2.1x, 19x.
func OffText(share float64) string {
	const (
		twice, tens = 0.995, 8.95 // what would be rounded to 100 %, and to 10.0x
		digits      = 9.95        // per cent that have one behind the point
	)
	p := 100 * share
	size := math.Abs(p)
	switch {
	case share >= tens:
		return strconv.FormatFloat(1+share, 'f', 0, 64) + "x"
	case share >= twice:
		return strconv.FormatFloat(1+share, 'f', 1, 64) + "x"
	case size < 0.05:
		return Same
	case size < digits:
		return sign(p) + strconv.FormatFloat(size, 'f', 1, 64) + " %"
	}
	return sign(p) + strconv.FormatFloat(size, 'f', 0, 64) + " %"
}

func sign(v float64) string {
	if v < 0 {
		return "-"
	}
	return "+"
}
