package ui

import (
	"fmt"
	"strconv"
	"time"

	"flocktop/adaptive"
	"flocktop/internal/numbers"
)

// unknown stands where nothing is known: never a 0 that looks like a
// measurement.
const unknown = "-"

// count writes a number with its thousands apart: 12,405.
func count[N int | int64](n N) string { return numbers.Count(n) }

// plural writes a number with its noun: 1 node, 2 nodes.
func plural(n int, noun string) string { return numbers.Plural(n, noun) }

// rate writes texts a second in at most six cells: 0.42, 8.5, 98.2, 1,240.
func rate(perSecond float64) string {
	switch {
	case !(perSecond > 0):
		return "0"
	case perSecond < 1:
		return strconv.FormatFloat(perSecond, 'f', 2, 64)
	case perSecond < 999.95:
		return strconv.FormatFloat(perSecond, 'f', 1, 64)
	case perSecond < 1e6:
		return count(int64(perSecond + 0.5))
	default:
		return fmt.Sprintf("%.1fM", perSecond/1e6)
	}
}

// percent writes a share of one with one digit after the point: 0.4 %.
func percent(share float64) string {
	if share >= 0.9995 {
		return "100 %"
	}
	return strconv.FormatFloat(share*100, 'f', 1, 64) + " %"
}

// wholePercent writes a share of one without digits after the point. Only what
// is complete is 100 %.
func wholePercent(share float64) string { return per(numbers.Percent(share)) }

// per writes whole per cents: 11 %.
func per(cents int) string { return strconv.Itoa(cents) + " %" }

// latency writes a time that a request or a text takes: 0.42 ms, 12.1 ms,
// 210 ms, 1.24 s. The unit stays milliseconds up to ten seconds, so that a
// column of them can be compared.
func latency(d time.Duration) string {
	if d <= 0 {
		return unknown
	}
	return latencyNumber(d) + " ms"
}

// latencyNumber is [latency] in milliseconds without the unit.
func latencyNumber(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	switch {
	case d <= 0:
		return unknown
	case ms < 9.995:
		return strconv.FormatFloat(ms, 'f', 2, 64)
	case ms < 99.95:
		return strconv.FormatFloat(ms, 'f', 1, 64)
	default:
		return count(int64(ms + 0.5))
	}
}

// span writes how long something takes or took: 40 ms, 0.42s, 15.8s, 12m05s, 3h07m.
func span(d time.Duration) string {
	if d < 0 {
		return unknown
	}
	return adaptive.Span(d)
}

// spanOr is [span], or the sign for unknown where there is no time.
func spanOr(d time.Duration) string {
	if d <= 0 {
		return unknown
	}
	return span(d)
}

// foreseen is [spanOr] for a prediction, which wears a ~ where a speed behind it
// is a guess.
func foreseen(d time.Duration, guessed bool) string {
	if d > 0 && guessed {
		return "~" + span(d)
	}
	return spanOr(d)
}

// whole writes a rest of time in whole seconds, which do not flicker: 15s,
// 2m05s.
func whole(d time.Duration) string {
	if d = max(0, d.Round(time.Second)); d < time.Minute {
		return strconv.Itoa(int(d.Seconds())) + "s"
	}
	return span(d)
}

// toGo is [whole] for what is still to be done: as long as that is something, it
// takes a second at least.
func toGo(d time.Duration) string {
	if d > 0 {
		d = max(d, time.Second)
	}
	return whole(d)
}

// size writes a number of bytes in binary units: 0.6 GiB, 274 MiB.
func size(bytes int64) string {
	const unit = 1024
	switch b := float64(bytes); {
	case bytes < unit:
		return strconv.FormatInt(bytes, 10) + " B"
	case b < unit*unit:
		return fmt.Sprintf("%.0f KiB", b/unit)
	case b < unit*unit*unit:
		return fmt.Sprintf("%.0f MiB", b/(unit*unit))
	default:
		return fmt.Sprintf("%.1f GiB", b/(unit*unit*unit))
	}
}

// gib writes bytes as GiB without the unit.
func gib(bytes int64) string { return fmt.Sprintf("%.1f", float64(bytes)/(1<<30)) }

// multiple writes how many times one thing is another: 8.5x.
func multiple(x float64) string {
	if x >= 99.95 {
		return fmt.Sprintf("%.0fx", x)
	}
	return fmt.Sprintf("%.1fx", x)
}

// moment writes when something was, to the minute, with its day where that is
// another one.
func moment(at, now time.Time) string {
	at = at.In(now.Location()) // what was kept may have another
	if at.Year() == now.Year() && at.YearDay() == now.YearDay() {
		return at.Format("15:04")
	}
	return at.Format("2006-01-02 15:04")
}

// clock writes a time of day.
func clock(t time.Time) string { return t.Format("15:04:05") }
