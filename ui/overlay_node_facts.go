package ui

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"flocktop/cluster"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// labelWidth is the room for the names of facts.
const labelWidth = 14

// factLine is a name and what is known by it.
func factLine(sc *scene, w int, name, text string, st theme.Style) string {
	if text == "" {
		text, st = unknown, sc.theme.Muted
	}
	return newLine(w).gap(1).pad(sc.theme.Muted, name, labelWidth).put(st, text).end()
}

// factRows is how many lines a fact may take where a column is narrow.
const factRows = 3

// graded is a fact that may be beyond a limit: a sign stands before it then.
func graded(sc *scene, w int, name, text string, g grade) []string {
	if sign := sc.gradeSign(g); sign != "" {
		text = sign + " " + text
	}
	return known(sc, w, name, text, sc.graded(g, sc.theme.Text))
}

// known is a fact on as many lines as it needs, known or not.
func known(sc *scene, w int, name, text string, st theme.Style) []string {
	if cells.Width(text) < w-labelWidth {
		return []string{factLine(sc, w, name, text, st)}
	}
	return wrapped(sc, w, name, text, factRows, st)
}

// wrapped is a fact on as many lines as it needs, up to a limit; none where there is
// nothing to say.
func wrapped(sc *scene, w int, name, text string, limit int, st theme.Style) []string {
	var out []string
	for _, s := range cells.Wrap(text, w-labelWidth-2, limit) {
		out = append(out, factLine(sc, w, name, s, st))
		name = ""
	}
	return out
}

func sectionHead(sc *scene, w int, name string) string {
	return newLine(w).gap(1).put(sc.theme.Accent, name).end()
}

func (s nodeSheet) state(w int) section {
	sc, n, t := s.sc, s.n, s.sc.theme
	state := t.Glyphs.State(n.State.Glyph()) + " " + n.State.String()
	if !n.Since.IsZero() {
		state += " for " + whole(max(0, sc.now.Sub(n.Since)))
	}
	out := section{sectionHead(sc, w, "State"), factLine(sc, w, "state", state, sc.stateStyle(n.State))}
	out = append(out, wrapped(sc, w, "note", n.Note, factRows, t.Warn)...)
	if c := sc.data.choreOf(n.ID); c != nil {
		out = append(out, factLine(sc, w, "under way", c.verb()+" "+cluster.ShortModel(c.model)+" for "+whole(max(0, sc.now.Sub(c.began))), t.Info))
	}
	out = slices.Concat(out,
		known(sc, w, "server", prefixed("Ollama ", n.Version), t.Text),
		graded(sc, w, "ping", latency(n.Ping), sc.pingGrade(n)),
		known(sc, w, "gpu", gpuSentence(n), t.Text),
		graded(sc, w, "vram", vramSentence(n), sc.vramGrade(n)),
		s.check(w),
	)
	if n.PerTextCost > 0 {
		out = append(out, factLine(sc, w, "price", priceOf(n.PerTextCost)+" per million texts", t.Text))
	}
	return out
}

// priceOf writes the price of a million texts, in the currency that was
// declared.
func priceOf(text float64) string {
	const million = 1e6
	if v := text * million; v < 1000 {
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	return count(int64(text*million + 0.5))
}

// check says whether the node's vectors are believed; why they are not stands
// in its note.
func (s nodeSheet) check(w int) []string {
	sc, n, t := s.sc, s.n, s.sc.theme
	text, st := "", t.Muted
	switch n.Check {
	case cluster.Unchecked:
		if sc.data.flock.Digest != "" {
			text = "not yet checked"
		}
	case cluster.Checking:
		text, st = "being checked; what it embeds waits for that", t.Info
	case cluster.Matching:
		text, st = "match the flock's, checked "+moment(n.CheckedAt, sc.now), t.Good
	case cluster.MatchingSoFar:
		text, st = "match so far; the longer canary texts follow when that costs nothing", t.Good
	case cluster.Differing:
		text, st = "differ from the flock's, found "+moment(n.CheckedAt, sc.now), t.Bad
	}
	return known(sc, w, "vectors", text, st)
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}

func gpuSentence(n *cluster.Node) string {
	if n.GPUShare == nil {
		return "n/a until a model is loaded (or gpu = true)"
	}
	text := wholePercent(*n.GPUShare) + " of the model on the GPU"
	if *n.GPUShare == 0 {
		text = "none: the model runs on the CPU"
	}
	if n.GPUSource != "server" && n.GPUSource != "" {
		text += " (" + n.GPUSource + ")"
	}
	return text
}

func vramSentence(n *cluster.Node) string {
	switch {
	case n.VRAMUsed != nil && n.VRAMTotal != nil:
		return size(*n.VRAMUsed) + " of " + size(*n.VRAMTotal) + " loaded"
	case n.VRAMUsed != nil:
		return size(*n.VRAMUsed) + " loaded; total not configured"
	case n.VRAMTotal != nil:
		return "n/a of " + size(*n.VRAMTotal)
	}
	return "n/a"
}

func (s nodeSheet) work(w int) section {
	sc, n, t := s.sc, s.n, s.sc.theme
	out := slices.Concat(
		section{sectionHead(sc, w, "Work")},
		graded(sc, w, "in flight", s.flight(), sc.queuedGrade(n)),
		graded(sc, w, "average", figureOf(scantMark(n)+latency(n.Average), " a text"), sc.averageGrade(n)),
		known(sc, w, "requests", count(n.Requests), t.Text),
		graded(sc, w, "failed", failedText(n), sc.errorGrade(n)),
		known(sc, w, "texts", count(n.Texts)+" in this session", t.Text),
	)
	if n.LastError != "" && len(n.Faults) == 0 {
		when := ""
		if !n.LastErrAt.IsZero() {
			when = clock(n.LastErrAt)
		}
		out = append(out, wrapped(sc, w, "last error", when+" "+n.LastError, 2, t.Bad)...)
	}
	return out
}

// failedText is how many requests failed; nothing where there was none.
func failedText(n *cluster.Node) string {
	if unasked(n) {
		return ""
	}
	return count(n.Errors) + nounOf(int(n.Errors), " request", " requests") + " in all, " + percent(n.ErrorRate) + " lately"
}

// figureOf adds what a figure is of, where there is a figure.
func figureOf(text, unit string) string {
	if text == unknown {
		return ""
	}
	return text + unit
}

// shownFaults is how many errors are told; more are seldom different ones.
const shownFaults = 5

// faults are the last errors, the latest first, each on at most so many lines.
func (s nodeSheet) faults(w, lines int) section {
	sc, t := s.sc, s.sc.theme
	if len(s.n.Faults) == 0 {
		return nil
	}
	const when, times = 17, 8
	out := section{sectionHead(sc, w, "Last faults, of probes too")}
	for i := range min(shownFaults, len(s.n.Faults)) {
		f := &s.n.Faults[i]
		for j, text := range cells.Wrap(f.Text, w-when-times-2, lines) {
			l := newLine(w).gap(1)
			if j > 0 {
				l.gap(when + times)
			} else {
				l.pad(t.Muted, faultTime(f.At, sc.now), when).pad(t.Text, timesOf(f.Count), times)
			}
			out = append(out, l.put(t.Bad, text).end())
		}
	}
	return out
}

// faultTime is to the second for what is of today, which is compared with the
// log.
func faultTime(at, now time.Time) string {
	switch {
	case at.IsZero():
		return unknown
	case now.Sub(at) < 12*time.Hour:
		return clock(at.In(now.Location()))
	}
	return moment(at, now)
}

func timesOf(n int) string {
	if n <= 1 {
		return ""
	}
	return count(n) + " x"
}

func (s nodeSheet) health(w int) section {
	sc, t, health := s.sc, s.sc.theme, s.n.Health
	band := fmt.Sprintf("%d of %.0f to %.0f", health.Score, health.Floor, health.Floor+health.Width)
	if health.Failing {
		band = fmt.Sprintf("%d, failing: more than half of its requests fail or its vectors are in doubt", health.Score)
	}
	g := sc.healthGrade(health)
	if sign := sc.gradeSign(g); sign != "" {
		band = sign + " " + band
	}
	out := append(section{sectionHead(sc, w, "Health")}, wrapped(sc, w, "score", band, 3, sc.graded(g, t.Good))...)
	for _, f := range []struct {
		name  string
		value float64
	}{{"errors", health.Errors}, {"ping", health.Ping}, {"speed", health.Speed}, {"waiting", health.Waiting}} {
		const most = 24
		l := newLine(w).gap(1).pad(t.Muted, "  "+f.name, labelWidth).right(t.Text, fmt.Sprintf("%.2f", f.value), 4).gap(2)
		sc.bar(l, t.Graph[1], f.value, min(most, l.left-1))
		out = append(out, l.end())
	}
	return out
}

func (s nodeSheet) speed(w int) section {
	sc, t, learned := s.sc, s.sc.theme, s.n.Learned
	head := newLine(w).gap(1).put(t.Accent, "Learned speed").put(t.Muted, "  "+cluster.ShortModel(sc.data.flock.Model)).end()
	if learned.PerText <= 0 {
		return append(section{head}, known(sc, w, "", "nothing measured yet for this model", t.Muted)...)
	}
	symbol := func(name, sign string, d time.Duration) string {
		text := latency(d)
		if d == 0 { // learned: a request costs nothing that can be told from its texts
			text = "0 ms"
		}
		return newLine(w).gap(1).pad(t.Muted, name, labelWidth).pad(t.Faint, sign, 3).right(t.Text, text, 11).end()
	}
	return section{
		head,
		symbol("round trip", "a", learned.RoundTrip),
		symbol("a request", "h", learned.PerRequest),
		symbol("a text", "c", learned.PerText),
		newLine(w).gap(1).pad(t.Muted, "a token", labelWidth).gap(3).right(t.Text, micro(learned.PerToken), 11).end(),
		newLine(w).gap(1).pad(t.Muted, "variance", labelWidth).pad(t.Faint, "v", 3).right(t.Text, fmt.Sprintf("%.3f", learned.Variance), 8).end(),
		factLine(sc, w, "measured on", plural(int(learned.Texts), "text"), t.Text),
	}
}

// micro writes very short times, which a token takes.
func micro(d time.Duration) string {
	if d <= 0 {
		return unknown
	}
	return fmt.Sprintf("%.0f µs", float64(d)/float64(time.Microsecond))
}

// flight is what is under way there, as far as this process sees it.
func (s nodeSheet) flight() string {
	if s.n.InFlight == 0 && s.sc.data.settings.Watching.hidesWork() {
		return "n/a, the other's are not seen here"
	}
	return plural(s.n.InFlight, "request") + " with " + plural(s.n.Queued, "text")
}
