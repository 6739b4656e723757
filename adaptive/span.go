package adaptive

import (
	"fmt"
	"strconv"
	"time"
)

// Span writes how long something takes or took: 4.2 ms, 40 ms, 0.42s, 15.8s,
// 1m45s, 3h07m. Every sentence and every figure says it in this way, so that they
// can be compared.
func Span(d time.Duration) string {
	const cent, tenth = 10 * time.Millisecond, 100 * time.Millisecond
	if d <= 0 {
		return "0s"
	}
	if short := d.Round(time.Millisecond); short < tenth {
		return millis(d)
	}
	if short := d.Round(cent); short < time.Second {
		return fmt.Sprintf("%.2fs", short.Seconds())
	}
	if short := d.Round(tenth); short < time.Minute {
		return fmt.Sprintf("%.1fs", short.Seconds())
	}
	if long := d.Round(time.Second); long < time.Hour {
		return fmt.Sprintf("%dm%02ds", int(long.Minutes()), int(long.Seconds())%60)
	}
	d = d.Round(time.Minute)
	return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
}

// millis writes what is below a tenth of a second: two digits say enough.
func millis(d time.Duration) string {
	const ten = 9950 * time.Microsecond // from there on rounding gives two digits
	ms := float64(d) / float64(time.Millisecond)
	if d < ten {
		return strconv.FormatFloat(max(0.1, ms), 'f', 1, 64) + " ms"
	}
	return strconv.FormatFloat(ms, 'f', 0, 64) + " ms"
}
