package ui

import (
	"strconv"
	"strings"
	"time"

	"flocktop/adaptive"
	"flocktop/ui/internal/cells"
)

// full is the whole explanation, as many lines as it takes: what was asked and
// decided, what every way would have cost, every node with its part, and how the
// limit comes about.
func (d verdictView) full() []string {
	parts := d.parts()
	out := d.bigBadges()
	if out == nil {
		out = d.badges()
	}
	out = append(out, d.reasons(d.wholeRows())...)
	section := func(name, note string, lines []string) {
		head := newLine(d.w).gap(1).put(d.sc.theme.Accent, name).gap(2).put(d.sc.theme.Muted, note)
		out = append(append(out, blank(d.w), head.end()), lines...)
	}
	section("What it was decided by", "", append(d.inputLine(parts, false), d.ruleLines()...))
	section("Time", d.timeNote(), d.timeBars())
	section("What each way costs", d.costNote(), d.costBars())
	section("Who does how much", "by the plan of "+d.chosenName()+", each at its own pace", d.nodeTable(parts))
	section("The limit", d.limitNote(), d.limitLines(parts))
	return out
}

// chosenName is the way that was decided on.
func (d verdictView) chosenName() string {
	for i := range d.ways {
		if d.ways[i].Chosen {
			return d.ways[i].Name()
		}
	}
	return d.v.Mode.String()
}

func (d verdictView) timeNote() string {
	switch c := d.course(); {
	case !c.running:
		return "as it would be: nothing runs"
	case c.reading:
		return "nothing is there to embed: documents are being read"
	case c.ends == 0:
		return "the end cannot be foreseen yet"
	}
	return "in which there is something to embed"
}

func (d verdictView) costNote() string {
	if d.job == nil {
		return "for " + plural(d.v.Batch, "text") + ", and the difference to the chosen one"
	}
	text := "for all " + plural(d.v.Batch, "text") + " by the speeds known now"
	const before, more = 22, ", and the difference to the chosen one" // cells of what it stands beside
	if before+len(text)+len(more) < d.w {
		text += more
	}
	return text
}

// ruleLines are the thresholds of the table of rules, beside what they were held
// against.
func (d verdictView) ruleLines() []string {
	s := d.sc.data.settings.Thresholds
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }
	text := "policy " + d.v.Policy.String() + "; rules: small below " + strconv.Itoa(s.Small) +
		", dominant from " + number(s.Dominant) + "x, balanced below " + number(s.Balanced) +
		"x, hybrid above " + strconv.Itoa(s.Hybrid) + " texts on the top " + strconv.Itoa(s.HybridNodes) +
		"; fewer nodes are named where that loses less than " + number(100*s.MinSaving) + " %"
	if d.v.Forced != 0 {
		text = "forced to " + d.v.Forced.String() + "; without that " + d.v.Auto.Mode.String() + "; " + text
	}
	var out []string
	for _, line := range cells.Wrap(text, d.w-2, detailLines) {
		out = append(out, newLine(d.w).gap(1).put(d.sc.theme.Muted, line).end())
	}
	return out
}

// mostRows is how many nodes the explanation lists, those with the most texts.
const mostRows = 200

// nodeTable is every node that is fit for work, with what the plan makes of its
// figures.
func (d verdictView) nodeTable(parts []part) []string {
	const nameWidth, kindWidth, timeWidth, textsWidth, shareWidth = 14, 4, 10, 9, 6
	t := d.sc.theme
	wide, roomy := d.w >= 90, d.w >= 72
	heads := newLine(d.w).gap(cursorWidth).pad(t.Muted, "node", nameWidth).pad(t.Muted, "", kindWidth).
		right(t.Muted, "a text", timeWidth+1)
	if roomy {
		heads.right(t.Muted, "a request", timeWidth+1)
	}
	if wide {
		heads.right(t.Muted, "texts/s", textsWidth)
	}
	heads.right(t.Muted, "texts", textsWidth).right(t.Muted, "share", shareWidth+1).right(t.Muted, "done after", timeWidth+2)
	out := []string{heads.end()}
	for _, i := range weightiest(parts, mostRows) {
		p := &parts[i]
		mark, kind := "", "CPU"
		if p.guessed {
			mark = "~"
		}
		if p.node.GPU {
			kind = "GPU"
		}
		l := newLine(d.w).gap(cursorWidth).name(t.Text, p.in.Name, nameWidth).pad(t.Muted, kind, kindWidth).
			right(t.Text, mark+latency(p.node.PerText), timeWidth+1)
		if roomy {
			l.right(t.Muted, latency(p.node.RoundTrip+p.node.PerRequest), timeWidth+1)
		}
		if wide {
			l.right(t.Muted, p.speed(), textsWidth)
		}
		if p.texts == 0 {
			out = append(out, l.gap(2).put(t.Muted, d.whyNothing()).end())
			continue
		}
		l.right(t.Text, count(p.texts), textsWidth).right(t.Strong, per(p.cents), shareWidth+1).
			right(t.Text, foreseen(p.finish(), p.guessed), timeWidth+2).gap(2)
		d.sc.bar(l, t.Graph[1], p.share(d.v.Batch), l.left-1)
		out = append(out, l.end())
	}
	if rest := len(parts) - mostRows; rest > 0 {
		out = append(out, newLine(d.w).gap(cursorWidth).put(t.Muted, "and "+plural(rest, "more node")+" with fewer texts").end())
	}
	return out
}

// whyNothing says why a node that is fit for work has no part.
func (d verdictView) whyNothing() string {
	switch {
	case d.v.Forced != 0:
		return "left out: a mode is forced"
	case d.v.Policy == adaptive.Rules:
		return "left out by the rules"
	case d.v.Reason == adaptive.CostAware:
		return "left out: it costs too much"
	}
	if len(d.v.Nodes) < len(d.v.Weighed) {
		return "not needed: takes what holds nobody up"
	}
	return "no text is early enough for it"
}

func (d verdictView) limitNote() string {
	when := ""
	if d.job != nil {
		when = " in this batch"
	}
	return "texts / sum of all nodes' texts a second" + when + ", no request cost: none can be faster"
}

// limitLines is the formula of the limit with its numbers.
func (d verdictView) limitLines(parts []part) []string {
	const named = 8
	t := d.sc.theme
	speeds, bound, guess := d.limitSpeeds(parts), d.v.Bound, ""
	if d.job != nil && d.job.Bound > 0 {
		bound = d.job.Bound
	}
	if d.v.Guessed {
		guess = "~"
	}
	sum := 0.0
	var terms []string
	for i, speed := range speeds {
		sum += speed
		if i < named {
			terms = append(terms, rate(speed))
		}
	}
	if sum <= 0 {
		return []string{newLine(d.w).gap(1).put(t.Muted, unknown).end()}
	}
	if rest := len(speeds) - len(terms); rest > 0 {
		terms = append(terms, plural(rest, "more node"))
	}
	by := time.Duration(float64(d.v.Batch) / sum * float64(time.Second))
	text := count(d.v.Batch) + " / (" + strings.Join(terms, " + ") + ") = " + count(d.v.Batch) + " / " + guess + rate(sum) +
		" texts/s = " + guess + span(by)
	if span(by) != span(bound) && bound > 0 {
		text += "; as long as each was fit for work, and for what was found: " + guess + span(bound)
	}
	var out []string
	for _, line := range cells.Wrap(text, d.w-2, detailLines) {
		out = append(out, newLine(d.w).gap(1).put(t.Text, line).end())
	}
	return out
}

// limitSpeeds are the texts a second that make the limit: of a batch that runs,
// those that nodes had in it.
func (d verdictView) limitSpeeds(parts []part) []float64 {
	out := make([]float64, 0, len(parts))
	seen := map[string]bool{}
	if d.job != nil {
		for i := range d.job.Shares {
			if s := &d.job.Shares[i]; s.Speed > 0 && !seen[s.Node] {
				seen[s.Node] = true
				out = append(out, s.Speed)
			}
		}
	}
	if len(out) > 0 {
		return out
	}
	for i := range parts {
		out = append(out, adaptive.SpeedScore(parts[i].node.PerText))
	}
	return out
}
