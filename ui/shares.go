package ui

import (
	"slices"

	"flocktop/internal/job"
	"flocktop/internal/numbers"
)

// textsOf sums what the nodes of a job have embedded.
func textsOf(shares []job.Share) int {
	n := 0
	for i := range shares {
		n += shares[i].Texts
	}
	return n
}

func shareOf(s *job.Share, all int) float64 {
	if all == 0 {
		return 0
	}
	return float64(s.Texts) / float64(all)
}

// percents are the shares in whole per cents, which add up to 100.
func percents(shares []job.Share) []int {
	texts := make([]int, len(shares))
	for i := range shares {
		texts[i] = shares[i].Texts
	}
	return numbers.Shares(texts)
}

// largest are the indexes of the n largest shares, in configured order, which
// does not change while they grow.
func largest(shares []job.Share, n int) []int {
	at := numbers.Largest(len(shares), n, func(i int) int { return shares[i].Texts })
	slices.Sort(at)
	return at
}

// shareBars draws a bar for each node's share on at most h lines.
func shareBars(sc *scene, shares []job.Share, w, h int) []string {
	const nameWidth, textsWidth, paceWidth = 12, 9, 12
	t := sc.theme
	all := textsOf(shares)
	rows := min(len(shares), h)
	if len(shares) > h {
		rows = h - 1
	}
	var out []string
	parts, left := percents(shares), 0
	if all > 0 {
		left = 100
	}
	for _, i := range largest(shares, rows) {
		s := &shares[i]
		left -= parts[i]
		l := newLine(w).gap(cursorWidth).name(t.Text, s.Name, nameWidth).gap(1)
		bar := l.left - 7 - textsWidth
		if w >= 60 {
			bar -= paceWidth
		}
		sc.bar(l, t.Graph[1], shareOf(s, all), bar)
		l.right(t.Strong, per(parts[i]), 6).right(t.Text, count(s.Texts), textsWidth)
		if w >= 60 {
			l.right(t.Muted, latency(s.PerText), paceWidth)
		}
		out = append(out, l.end())
	}
	if rest := len(shares) - rows; rest > 0 && h > 0 {
		out = append(out, newLine(w).gap(cursorWidth).put(t.Muted, plural(rest, "more node")+", "+per(left)).end())
	}
	return out
}

// shareLine names the shares in one line, as many as fit.
func shareLine(sc *scene, shares []job.Share, w int) string {
	t := sc.theme
	l := newLine(w).gap(cursorWidth)
	parts := percents(shares)
	for i := range shares {
		s := &shares[i]
		if s.Texts == 0 {
			continue
		}
		text := per(parts[i])
		name, used := cutName(s.Name, minName+2)
		if used+4+len(text) > l.left {
			if l.left > 1 {
				l.put(t.Muted, t.Glyphs.Ellipsis)
			}
			break
		}
		l.put(t.Muted, name+" ").put(t.Text, text).gap(2)
	}
	return l.end()
}
