package samples

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
	"unicode"
)

// The years of the daily log.
const (
	firstYear = 1990
	lastYear  = 2005
)

var monthNames = [12]string{
	"January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December",
}

// season is what the month brings: the weather and the work that are particular
// to it.
type season struct {
	weather []string
	work    []string
}

// logOf is the daily log of one month. The same month always reads the same.
func logOf(year, month int) string {
	pick := &picker{rand.New(rand.NewPCG(uint64(year), uint64(month)))} //nolint:gosec // a calendar fits
	var b strings.Builder
	fmt.Fprintf(&b, "# Daily log, %s %d\n\nKept by %s.\n", monthNames[month-1], year, pick.one(keepers))
	days := time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	for day := 1; day <= days; day++ {
		date := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
		fmt.Fprintf(&b, "\n**%s, %d %s.** %s\n", date.Weekday(), day, monthNames[month-1], entry(pick, seasonOf(month)))
	}
	return b.String()
}

// seasonOf is the season that a month belongs to.
func seasonOf(month int) season {
	return seasons[month%12/3]
}

// entry is what somebody wrote on one day: the weather, the season's work, and
// whatever else happened.
func entry(pick *picker, s season) string {
	sentences := []string{pick.fill(pick.one(s.weather)), pick.fill(pick.one(s.work))}
	const most = 4
	for _, i := range pick.Perm(len(everyday))[:2+pick.IntN(most-1)] {
		sentences = append(sentences, pick.fill(everyday[i]))
	}
	for i, s := range sentences {
		sentences[i] = capitalised(s)
	}
	return strings.Join(sentences, " ")
}

// capitalised begins each sentence of a text with a capital letter.
func capitalised(text string) string {
	begins := true
	return strings.Map(func(r rune) rune {
		switch {
		case begins && unicode.IsLetter(r):
			begins = false
			return unicode.ToUpper(r)
		case r == '.':
			begins = true
		case !unicode.IsSpace(r):
			begins = false
		}
		return r
	}, text)
}

// picker chooses among the grammar's alternatives.
type picker struct{ *rand.Rand }

// one chooses from a list.
func (p *picker) one(list []string) string { return list[p.IntN(len(list))] }

// fill replaces each {slot} of a template by one of its fillings, of which
// some have slots themselves.
func (p *picker) fill(template string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(template, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		slot, after, _ := strings.Cut(rest, "}")
		switch slot {
		case "few":
			fmt.Fprint(&b, 2+p.IntN(11)) // two to a dozen
		case "many":
			fmt.Fprint(&b, 20+p.IntN(280)) // a flock
		case "tag":
			fmt.Fprint(&b, 10000+p.IntN(80000)) // five digits
		default:
			b.WriteString(p.fill(p.one(fillings[slot])))
		}
		template = after
	}
}
