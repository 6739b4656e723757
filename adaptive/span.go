package adaptive

import (
	"fmt"
	"time"
)

// Span writes how long something takes or took: 0.42s, 15.8s, 1m45s, 3h07m. Every
// sentence and every figure says it in this way, so that they can be compared.
func Span(d time.Duration) string {
	const cent, tenth = 10 * time.Millisecond, 100 * time.Millisecond
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
