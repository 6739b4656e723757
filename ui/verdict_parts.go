package ui

import (
	"slices"
	"strconv"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/numbers"
	"flocktop/ui/internal/cells"
)

// planned is what a node that was weighed has of a batch by the plan, and its speed,
// which is why.
type planned struct {
	node    adaptive.Node // with a guess where nothing is measured
	guessed bool
	texts   int // of the batch
	cents   int // that in per cent of it; all nodes' add up to 100
}

// part is what a node has of a batch, and what it has done of the job that runs.
type part struct {
	*planned
	in  *cluster.Node
	did int
}

// parts are those of the nodes that were weighed, in configured order, by the plan of
// what was decided on: other nodes have no text.
func (d verdictView) parts() []part {
	flock, bare := &d.sc.data.flock, d.v.Weighed
	there := make([]int, 0, len(bare)) // of those that were weighed
	out := make([]part, 0, len(bare))
	at := 0
	for i := range flock.Nodes { // both are in configured order
		n := &flock.Nodes[i]
		if at == len(bare) || n.ID != bare[at].ID {
			if d.known.index == nil {
				d.known.index = indexOf(bare)
			}
			other, found := d.known.index[n.ID]
			if !found {
				continue
			}
			at = other
		}
		there = append(there, at)
		out = append(out, part{in: n, did: textsBy(d.job, i, n.ID)})
		at++
	}
	plan := d.known.plan(&d.v, there)
	for i, at := range there {
		out[i].planned = &plan[at]
	}
	return out
}

// plan is what each node has that was weighed. It is made anew when others than
// before are there.
func (k *weighed) plan(v *adaptive.Verdict, there []int) []planned {
	if k.planned != nil && slices.Equal(there, k.there) {
		return k.planned
	}
	full := adaptive.Estimate(v.Weighed)
	out := make([]planned, len(full))
	for i := range out {
		out[i] = planned{node: full[i], guessed: v.Weighed[i].Guessed()}
	}
	takes := make(map[string]bool, len(v.Nodes))
	for _, id := range v.Nodes {
		takes[id] = true
	}
	taking := make([]adaptive.Node, 0, len(v.Nodes))
	places := make([]int, 0, len(v.Nodes))
	for _, at := range there {
		if takes[full[at].ID] {
			taking, places = append(taking, full[at]), append(places, at)
		}
	}
	_, shares := adaptive.Plan(taking, v.Batch)
	for i, cents := range numbers.Shares(shares) {
		out[places[i]].texts, out[places[i]].cents = shares[i], cents
	}
	k.planned, k.there = out, there
	return out
}

func indexOf(nodes []adaptive.Node) map[string]int {
	out := make(map[string]int, len(nodes))
	for i := range nodes {
		out[nodes[i].ID] = i
	}
	return out
}

// textsBy is how many texts of the job a node has embedded; at is where its
// share most likely stands.
func textsBy(j *job.Status, at int, id string) int {
	if j == nil {
		return 0
	}
	if at < len(j.Shares) && j.Shares[at].Node == id {
		return j.Shares[at].Texts
	}
	for i := range j.Shares {
		if j.Shares[i].Node == id {
			return j.Shares[i].Texts
		}
	}
	return 0
}

// finish is when a node is done with its part.
func (p *planned) finish() time.Duration { return adaptive.Makespan([]adaptive.Node{p.node}, p.texts) }

// speed is a node's texts a second, marked where it is a guess.
func (p *planned) speed() string {
	text := rate(adaptive.SpeedScore(p.node.PerText))
	if p.guessed {
		return "~" + text
	}
	return text
}

func (p *planned) share(batch int) float64 { return float64(p.texts) / float64(max(1, batch)) }

// weightiest are the indexes of the n largest parts, the largest first. Those of
// as many per cent stand in configured order: two nodes that are about as fast do
// not change places with every text. Below one per cent texts are all there is.
func weightiest(parts []part, n int) []int {
	const overTexts = 1 << 48
	return numbers.Largest(len(parts), n, func(i int) int {
		if p := parts[i]; p.cents > 0 {
			return overTexts + p.cents
		}
		return parts[i].texts
	})
}

// inputLine is what the decision depends on: how much is left, who could do it,
// and what is known of them. Where the costs of each way follow below, and are for
// more than what is left, it ends with for how much.
func (d verdictView) inputLine(parts []part, costsBelow bool) []string {
	t := d.sc.theme
	guessed, slowest, fastest := 0, time.Duration(0), time.Duration(0)
	for i := range parts {
		p := &parts[i]
		if p.guessed {
			guessed++
		}
		slowest = max(slowest, p.node.PerText)
		if fastest == 0 || p.node.PerText < fastest {
			fastest = p.node.PerText
		}
	}
	const apart = 2 // cells between two facts
	most := d.v.Batch
	if d.job != nil {
		most = d.job.Chunks + d.job.Expected
	}
	left := max(6, cells.Width(count(most))+1) // cells of what is left, which shrinks; it does not touch the frame
	nodes, narrow := len(d.sc.data.flock.Nodes), d.w < 70
	l := newLine(d.w)
	switch {
	case d.job == nil:
		l.right(t.Strong, count(d.v.Batch), left).put(t.Muted, " texts")
	case narrow:
		l.right(t.Strong, count(d.job.Left()), left).put(t.Muted, "/"+total(d.job)+" left")
	default:
		l.right(t.Strong, count(d.job.Left()), left).put(t.Muted, " left of "+total(d.job))
	}
	l.gap(2).put(t.Strong, strconv.Itoa(len(parts)))
	all := "all measured"
	if narrow {
		l.put(t.Muted, "/"+strconv.Itoa(nodes)+" fit")
		all = "measured"
	} else {
		l.put(t.Muted, " of "+plural(nodes, "node")+" fit")
	}
	below := d.costsBelow(costsBelow, l.left-cells.Width(all)-apart)
	kept := l.left - cells.Width(below) - apart // for what else is to be said
	if below == "" {
		kept = l.left
	}
	known, st := all, t.Good
	switch {
	case guessed == len(parts):
		known, st = "~all guessed", t.Warn
	case guessed > 0:
		known, st = "~"+strconv.Itoa(guessed)+" guessed", t.Warn
	}
	if need := apart + cells.Width(known); guessed > 0 || need < kept {
		l.gap(apart).put(st, known)
		kept -= need
	}
	if fastest > 0 {
		// not the rule's ratio, which is that of the nodes it looks at
		const head, tail = "slowest ", " the fastest"
		text := multiple(float64(slowest) / float64(fastest))
		if need := apart + len(head) + cells.Width(text); need < kept {
			l.gap(apart).put(t.Muted, head).put(t.Strong, text)
			if !narrow && need+len(tail) < kept {
				l.put(t.Muted, tail)
			}
		}
	}
	if below != "" {
		l.gap(apart).put(t.Text, below)
	}
	return []string{l.end()}
}

// costsBelow says for how many texts the costs below are, while a job runs: for all
// of them, and not for those that are left; in at most room cells where it can.
func (d verdictView) costsBelow(are bool, room int) string {
	if !are || d.job == nil {
		return ""
	}
	below := "below: all " + count(d.v.Batch)
	if more := " texts from the start"; cells.Width(below+more) < room {
		below += more
	}
	return below
}

// shareLine names the planned shares with the speeds that make them, as many as
// fit.
func (d verdictView) shareLine(parts []part) []string {
	t := d.sc.theme
	l := newLine(d.w).gap(1).put(t.Muted, "plan:")
	for _, i := range weightiest(parts, 8) {
		p := &parts[i]
		if p.texts == 0 {
			continue
		}
		name, used := cutName(p.in.Name, minName+2)
		share, speed := per(p.cents), p.speed()+"/s"
		if used+len(share)+len(speed)+6 > l.left {
			l.gap(1).put(t.Muted, t.Glyphs.Ellipsis)
			break
		}
		l.gap(2).put(t.Muted, name+" ").put(t.Text, share).put(t.Muted, " "+speed)
	}
	return []string{l.end()}
}

// shareBars draws the planned shares with bars on at most h lines, their heads
// included; nil where they show too little.
func (d verdictView) shareBars(parts []part, h int) []string {
	const nameWidth, rateWidth, shareWidth = 12, 8, 7
	const least = 3 // nodes; [verdictView.shareLine] tells of more than fewer would
	if len(parts) == 0 || h < 1+min(len(parts), least+1) {
		return nil
	}
	t := d.sc.theme
	heads := newLine(d.w).gap(cursorWidth).pad(t.Muted, "node", nameWidth).right(t.Muted, "texts/s", rateWidth).
		right(t.Muted, "plan", shareWidth)
	if d.job != nil {
		heads.right(t.Muted, "did", shareWidth)
	}
	out := []string{heads.end()}
	done := make([]int, len(parts))
	for i := range parts {
		done[i] = parts[i].did
	}
	did := numbers.Shares(done)
	rows := min(len(parts), h-1)
	if len(parts) > rows {
		rows--
	}
	left := 100
	for _, i := range weightiest(parts, rows) {
		p := &parts[i]
		left -= p.cents
		l := newLine(d.w).gap(cursorWidth).name(t.Text, p.in.Name, nameWidth).right(t.Text, p.speed(), rateWidth).
			right(t.Strong, per(p.cents), shareWidth)
		if d.job != nil {
			l.right(t.Muted, per(did[i]), shareWidth)
		}
		l.gap(2)
		d.sc.bar(l, t.Graph[1], p.share(d.v.Batch), l.left-1)
		out = append(out, l.end())
	}
	if rest := len(parts) - rows; rest > 0 {
		out = append(out, newLine(d.w).gap(cursorWidth).put(t.Muted, plural(rest, "more node")+", "+per(left)).end())
	}
	return out
}
