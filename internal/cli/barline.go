package cli

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"

	"flocktop/adaptive"
	"flocktop/internal/job"
	"flocktop/internal/numbers"
)

// barLook is how the line of a running job is drawn.
type barLook struct {
	done, track string // signs of the bar
	ellipsis    string
	colours     bool
}

func newBarLook(ascii, colours bool) barLook {
	if ascii {
		return barLook{done: "#", track: "-", ellipsis: "...", colours: colours}
	}
	return barLook{done: "━", track: "─", ellipsis: "…", colours: colours}
}

// The colours are the terminal's own, which fit its background.
const (
	barColour   = "36"
	trackColour = "90"
	alertColour = "33"
)

func (k barLook) paint(colour, text string) string {
	if !k.colours || colour == "" || text == "" {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

// bar is a share of a whole as so many signs.
func (k barLook) bar(share float64, width int) string {
	full := min(width, int(share*float64(width)))
	return k.paint(barColour, strings.Repeat(k.done, full)) + k.paint(trackColour, strings.Repeat(k.track, width-full))
}

const (
	// leastBar and mostBar are how wide a bar is.
	leastBar, mostBar = 8, 40
	// someWidth is assumed where a terminal does not say how wide it is.
	someWidth = 80
	partGap   = "  "
)

// cells measures texts: signs of which East Asian terminals are not sure take one
// cell, as on the dashboard.
var cells = &runewidth.Condition{}

// part is one figure of the line. Where there is no room, those go first that
// come last by rank.
type part struct {
	text   string
	rank   int
	colour string
}

// barLine is a job in one line that is at most so wide, less the last column.
func barLine(s *job.Status, nodes nodesAtWork, look barLook, width int) string {
	width = barRoom(width)
	parts := figures(s, nodes)
	if note := noteOf(s, nodes); note != "" {
		parts = append(parts, part{note, rankNote, alertColour})
	}
	for rank := rankLast; rank > rankBar && widthOf(parts) > width-leastBar-len(partGap); rank-- {
		parts = without(parts, rank, width, look.ellipsis)
	}
	for rank := rankBar; rank > 0 && widthOf(parts) > width; rank-- {
		parts = without(parts, rank, width, look.ellipsis)
	}
	var out strings.Builder
	if room := width - widthOf(parts) - len(partGap); room >= leastBar {
		out.WriteString(look.bar(s.Progress(), min(room, mostBar)))
	}
	for _, p := range parts {
		if out.Len() > 0 {
			out.WriteString(partGap)
		}
		out.WriteString(look.paint(p.colour, p.text))
	}
	return out.String()
}

// barRoom is how wide the line may be on a terminal of that width.
func barRoom(width int) int {
	if width <= 0 {
		width = someWidth
	}
	return width - 1
}

// Ranks of the figures: what is said on the narrowest terminal comes first.
const (
	_ = iota
	rankCount
	rankNote
	rankETA
	rankPercent
	rankBar
	rankRate
	rankNodes
	rankMode
	rankLast = rankMode
)

// figures are what is known of a job, in the order of the line.
func figures(s *job.Status, nodes nodesAtWork) []part {
	mark := ""
	if !s.Walked {
		mark = "~" // more may be found
	}
	total := fmt.Sprint(s.Chunks + s.Expected)
	// figures keep their widths while they grow, as far as that can be
	out := []part{
		{text: fmt.Sprintf("%*d/%s%s", len(total), s.Embedded+s.Skipped+s.Failed, mark, total), rank: rankCount},
		{text: fmt.Sprintf("%3s %%", mark+strconv.Itoa(numbers.Percent(s.Progress()))), rank: rankPercent},
	}
	if s.Rate > 0 {
		out = append(out, part{text: fmt.Sprintf("%5.1f texts/s", s.Rate), rank: rankRate})
	}
	if nodes.all > 0 {
		out = append(out, part{text: fmt.Sprintf("%d of %s", nodes.working, plural(nodes.all, "node", "nodes")), rank: rankNodes})
	}
	eta := unknown
	if s.ETA > 0 {
		if s.PredictedGuessed && mark == "" {
			mark = "~"
		}
		eta = mark + wholeSeconds(s.ETA)
	}
	out = append(out, part{text: fmt.Sprintf("ETA %-4s", eta), rank: rankETA})
	if s.Verdict.Mode != 0 {
		out = append(out, part{text: s.Verdict.Mode.String(), rank: rankMode})
	}
	return out
}

// noteOf says why a job does not go on as one might expect.
func noteOf(s *job.Status, nodes nodesAtWork) string {
	switch {
	case s.State == job.Waiting, s.State == job.Paused:
		return s.State.String()
	case nodes.working == 0 && len(nodes.loading) > 0:
		return "the model is loaded on " + oneLine(strings.Join(nodes.loading, ", "))
	case s.Reading:
		if long := s.LongRead(time.Now()); long != "" {
			return "reading " + oneLine(filepath.Base(long))
		}
		return "reading documents"
	}
	return ""
}

// wholeSeconds is a time that is not exact, and changes all the time.
func wholeSeconds(d time.Duration) string {
	if d = max(time.Second, d.Round(time.Second)); d < time.Minute {
		return fmt.Sprintf("%ds", int(d.Seconds()))
	}
	return adaptive.Span(d)
}

func widthOf(parts []part) int {
	w := len(partGap) * max(0, len(parts)-1)
	for _, p := range parts {
		w += cells.StringWidth(p.text)
	}
	return w
}

// without leaves out the part of this rank; a note, whose words matter, and the
// count are cut instead.
func without(parts []part, rank, width int, ellipsis string) []part {
	var out []part
	over := widthOf(parts) - width
	for _, p := range parts {
		switch {
		case p.rank != rank:
		case rank == rankNote, rank == rankCount:
			room := cells.StringWidth(p.text) - over
			if room < len("waiting") {
				continue
			}
			p.text = cells.Truncate(p.text, room, ellipsis)
		default:
			continue
		}
		out = append(out, p)
	}
	return out
}
