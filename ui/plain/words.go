package plain

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"flocktop/adaptive"
	"flocktop/internal/numbers"
	"flocktop/ui/internal/cells"
)

// unknown stands where nothing is known: never a 0 that sounds like a
// measurement.
const unknown = "n/a"

// count writes a number with its thousands apart: 12,405.
func count[N int | int64](n N) string { return numbers.Count(n) }

// plural writes a number with its noun: 1 node, 2 nodes.
func plural[N int | int64](n N, noun string) string { return numbers.Plural(n, noun) }

// is returns the verb for so many.
func is(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// rate writes texts a second.
func rate(perSecond float64) string {
	switch {
	case !(perSecond > 0):
		return "0 texts a second"
	case perSecond < 1:
		return strconv.FormatFloat(perSecond, 'f', 2, 64) + " texts a second"
	case perSecond < 10:
		return strconv.FormatFloat(perSecond, 'f', 1, 64) + " texts a second"
	default:
		return plural(int64(perSecond+0.5), "text") + " a second"
	}
}

// percent writes a share of one: 0.4 percent, 43 percent. Only what is complete
// is 100 percent.
func percent(share float64) string {
	p := share * 100
	switch {
	case !(p > 0):
		return "0 percent"
	case p < 10:
		return strings.TrimSuffix(strconv.FormatFloat(p, 'f', 1, 64), ".0") + " percent"
	default:
		return strconv.Itoa(numbers.Percent(share)) + " percent"
	}
}

// span writes how long something takes or took, n/a where that is not known:
// 12 milliseconds, 0.42 seconds, 15.8 seconds, 12 minutes 5 seconds, 3 hours 7 minutes.
func span(d time.Duration) string {
	if d <= 0 {
		return unknown
	}
	if d < leastSpoken {
		return "less than 0.1 milliseconds"
	}
	return spoken(adaptive.Span(d))
}

// leastSpoken is what is read out as a number at least.
const leastSpoken = 50 * time.Microsecond

// amount writes a number with one digit behind the point, unless that is 0.
func amount(n float64, unit string) string {
	text := strings.TrimSuffix(strconv.FormatFloat(n, 'f', 1, 64), ".0")
	if text != "1" {
		unit += "s"
	}
	return text + " " + unit
}

func two(large int, unit string, small int, part string) string {
	if small == 0 {
		return plural(large, unit)
	}
	return plural(large, unit) + " " + plural(small, part)
}

// foreseen is [span] for a prediction; "about" where a speed behind it is a
// guess.
func foreseen(d time.Duration, guessed bool) string {
	if d > 0 && guessed {
		return "about " + span(d)
	}
	return span(d)
}

// whole writes a rest of time, which is foreseen, in whole seconds.
func whole(d time.Duration) string {
	if d < time.Second {
		return "less than 1 second"
	}
	return span(d.Round(time.Second))
}

// size writes a number of bytes.
func size(bytes int64) string {
	const unit = 1024
	switch b := float64(bytes); {
	case bytes <= 0:
		return unknown
	case b < unit*unit*unit:
		return amount(max(0.1, b/(unit*unit)), "mebibyte")
	default:
		return amount(b/(unit*unit*unit), "gibibyte")
	}
}

// moment writes when something was, with its day where that is another one.
func moment(at, now time.Time) string {
	at = at.In(now.Location()) // what was kept may have another
	if at.Year() == now.Year() && at.YearDay() == now.YearDay() {
		return clock(at)
	}
	return at.Format("2 January 2006 15:04")
}

// clock writes a time of day.
func clock(t time.Time) string { return t.Format("15:04:05") }

// list joins names as in speech: a, b and c. Beyond the most, it counts.
func list(names []string, most int) string {
	if rest := len(names) - most; rest > 0 {
		return strings.Join(names[:most], ", ") + " and " + count(rest) + " more"
	}
	return joined(names, "and")
}

// joined puts a word before the last name: a, b or c.
func joined(names []string, word string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " " + word + " " + names[last]
}

// mostForeign is how many signs of one foreign text are read out.
const mostForeign = 300

// foreign is text from outside, made fit to be read out in a sentence: in one
// line, of signs that terminals print, and of bounded length.
func foreign(s string) string {
	const most = 4 * mostForeign // bytes that are looked at
	cut := len(s) > most
	if cut {
		s = s[:most]
	}
	runes := []rune(strings.TrimSpace(cells.Clean(s)))
	if cut || len(runes) > mostForeign {
		return string(runes[:min(mostForeign, len(runes))]) + ", and so on"
	}
	return string(runes)
}

var (
	faster  = regexp.MustCompile(`\b(\d+(?:\.\d+)?)x faster\b`)
	ratios  = regexp.MustCompile(`\b([Rr]atio \d+(?:\.\d+)?)x\b`)
	millis  = regexp.MustCompile(`\b(\d+(?:\.\d+)?) ?ms\b`)
	cents   = regexp.MustCompile(`(\d) ?%`)
	hours   = regexp.MustCompile(`\b(\d+)h(\d\d)m\b`)
	minutes = regexp.MustCompile(`\b(\d+)m(\d\d)s\b`)
	seconds = regexp.MustCompile(`\b(\d+(?:\.\d+)?)s\b`)
)

// aloud writes out what the engine abbreviates in its own sentences: 8.5x,
// 15.8s, a dash between two thoughts.
func aloud(s string) string {
	s = foreign(s)
	s = faster.ReplaceAllString(s, "$1 times faster")
	s = ratios.ReplaceAllString(s, "$1")
	s = cents.ReplaceAllString(s, "$1 percent")
	s = spoken(s)
	return strings.ReplaceAll(s, " - ", ", ")
}

// spoken writes out the times in a text that [adaptive.Span] has abbreviated.
func spoken(s string) string {
	s = millis.ReplaceAllStringFunc(s, func(found string) string {
		n, _ := strconv.ParseFloat(millis.FindStringSubmatch(found)[1], 64)
		return amount(n, "millisecond")
	})
	pair := func(pattern *regexp.Regexp, unit, part string) {
		s = pattern.ReplaceAllStringFunc(s, func(found string) string {
			m := pattern.FindStringSubmatch(found)
			large, _ := strconv.Atoi(m[1]) // digits alone; too many of them are the largest number
			small, _ := strconv.Atoi(m[2])
			return two(large, unit, small, part)
		})
	}
	pair(hours, "hour", "minute")
	pair(minutes, "minute", "second")
	return seconds.ReplaceAllStringFunc(s, func(found string) string {
		n := strings.TrimSuffix(strings.TrimSuffix(found, "s"), ".0")
		if n == "1" {
			return "1 second"
		}
		return n + " seconds"
	})
}

// sentence ends a text with a full stop, unless it has an end already.
func sentence(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?:") {
		return s
	}
	return s + "."
}

// behind is a note after a colon, if there is one.
func behind(note string) string {
	if note == "" {
		return ""
	}
	return ": " + note
}
