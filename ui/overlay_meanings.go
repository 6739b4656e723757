package ui

import (
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/ui/internal/cells"
)

// meaningsOverlay says what the words and figures on the screen mean.
type meaningsOverlay struct {
	dialogue
	cursor cursor
	length int // lines when it was last drawn
}

// meaning is a word of the screen and what it says.
type meaning struct{ word, text string }

// chapter is a part of the screen.
type chapter struct {
	name     string
	meanings []meaning
}

func (m *model) openMeanings() tea.Cmd { return m.open(&meaningsOverlay{}, nil) }

func (o *meaningsOverlay) hints() []key.Binding { return []key.Binding{moveHint, closeKey} }

func (o *meaningsOverlay) heading(*scene) heading {
	return heading{title: "What the numbers mean", foot: below(&o.cursor, o.length)}
}

func (o *meaningsOverlay) size(sc *scene, w, h int) (cols, rows int) {
	return readable(w, h, func(w int) []string { return o.lines(sc, w) })
}

func (o *meaningsOverlay) lines(sc *scene, w int) []string {
	const wordWidth, most = 20, 12
	t := sc.theme
	room := w - wordWidth - 3
	var out []string
	for i, c := range chapters(sc) {
		if i > 0 {
			out = append(out, blank(w))
		}
		out = append(out, newLine(w).gap(1).put(t.Accent, c.name).end())
		for _, one := range c.meanings {
			l := newLine(w).gap(1).pad(t.Strong, one.word, wordWidth).gap(1)
			for k, s := range cells.Wrap(one.text, room, most) {
				if k > 0 {
					out = append(out, l.end())
					l = newLine(w).gap(2 + wordWidth)
				}
				l.put(t.Text, s)
			}
			out = append(out, l.end())
		}
	}
	return out
}

func (o *meaningsOverlay) draw(sc *scene, w, h int) []string {
	lines := o.lines(sc, w)
	o.length = len(lines)
	from, to := scroll(&o.cursor, len(lines), h)
	return fill(lines[from:to], w, h)
}

func (o *meaningsOverlay) update(msg tea.Msg, _ *scene) tea.Cmd {
	press, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	if key.Matches(press, closeKey, meaningsKey, helpKey) {
		return o.finish(nil)
	}
	o.cursor.move(motionOf(press), o.length)
	return nil
}

// chapters are all meanings, with the limits of the rules as they are set.
func chapters(sc *scene) []chapter {
	g := sc.theme.Glyphs
	return []chapter{
		{"Signs", []meaning{
			{"~", "guessed: not measured yet, or still growing"},
			{"- and n/a", "not known, or not there; never a zero"},
			{g.Alert + " before a figure", "beyond the limit for a warning"},
			{g.State(cluster.Ejected.Glyph()) + " before a figure", "beyond the limit for critical"},
			{g.Alert + " after a name", "the node has something to say: it stands below the list, and under " + named(nodeKey)},
		}},
		{"A node", []meaning{
			{"health", "0 to 400, for people alone: a GPU has 300 to 400, a CPU 50 to 100, part of a GPU between. Inside its band it falls by errors, ping, waiting requests, and by being slower than the fastest. Failing is below the band, out is 0"},
			{"gpu", "share of the model in the memory of the GPU; ~ is what it was last, or what the configuration says"},
			{"vram", "what the model takes of the GPU's memory, and what there is"},
			{"avg", "time a text of usual length takes there, learned from requests; loading and waiting are not in it; ~ is of fewer than 16 texts"},
			{"ping", "time of a small question and its answer"},
			{"fly", "requests of ours under way there now"},
			{"reqs", "requests of all sessions"},
			{"errors", "share of the last requests that failed: one counts half after 50 more"},
			{"texts/s", "texts embedded a second, of late"},
		}},
		{"States of a node", []meaning{
			{"probing", "it is asked what it is: at the start, and whenever it is tried again; it gets no work until it has answered"},
			{"ready, busy", "fit for work; busy: requests of ours are under way"},
			{"loading", "it loads the model; that may take minutes, and others work meanwhile"},
			{"slow", "it has fallen to less than half of its own usual speed; it still works"},
			{"ejected", "its requests failed: it gets no work until it answers a trial, which comes by itself"},
			{"offline", "it does not answer; it is asked again and again"},
			{"no model", "the model is not installed there"},
			{"digest", "another build of the model than the others have: vectors would not compare"},
			{"drifting", "its vectors for the canary texts differ from the others'"},
			{"canary texts", "fixed texts that every node embeds, so that a node whose vectors do not compare is found out"},
		}},
		{"A decision", []meaning{
			{"sequential", "the fastest node alone"},
			{"hybrid", "some of the nodes, each by its speed"},
			{"parallel", "all nodes that are fit, each by its speed"},
			{"even split", "every node the same number of texts, so that all wait for the slowest: to compare with, never done"},
			{"in flight", "requests of ours under way now, of about as many as the table of rules has workers for that mode and batch. There may be more: a node has two as a rule, also alone, and further nodes take what holds nobody up"},
			{"ratio", "how many times slower the slowest node is than the fastest"},
			{"predicted", "how long the batch takes by the learned speeds"},
			{"limit", "the least time that any way of sharing out could take with these nodes: texts divided by the sum of their speeds"},
			{"policy auto", "prediction decides once speeds are measured, the rules before that"},
			{"policy rules", "the table of rules decides alone"},
		}},
		{"Reasons", reasons(sc.data.settings.Thresholds)},
		{"A job", []meaning{
			{"text, chunk", "a piece of a document: what is embedded"},
			{"already stored", "not embedded again: its vector is there from before, or the same text came twice"},
			{"2nd try", "a job of the documents alone that had failures in the one of that name"},
			{"ETA", "what the plan takes for what is left; ~ while documents are still read"},
			{"all in, by", "how long the whole queue takes and until when, guessed from the sizes of files; n/a until some were read"},
			{"failed", "given up: no node could embed it, or the file could not be read"},
		}},
	}
}

// reasons are the codes of a decision and when they hold.
func reasons(t adaptive.Thresholds) []meaning {
	times := func(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) + " times" }
	return []meaning{
		{string(adaptive.PredictedFaster), "the learned speeds say that this way ends sooner than the rule's"},
		{string(adaptive.SingleNode), "only one node is fit"},
		{string(adaptive.SmallBatch), "fewer than " + count(t.Small) + " texts: not worth sharing out"},
		{string(adaptive.DominantNode), "every other node is at least " + times(t.Dominant) + " slower than the fastest"},
		{string(adaptive.BalancedCluster), "no node is " + times(t.Balanced) + " slower than the fastest: all work"},
		{string(adaptive.BalancedGroup), "the same of some nodes; those at least " + times(t.Dominant) + " slower are left out"},
		{string(adaptive.HybridParallel), "unlike speeds and more than " + count(t.Hybrid) + " texts: the " + count(t.HybridNodes) + " fastest work"},
		{string(adaptive.DefaultSequential), "unlike speeds and few texts: the fastest alone"},
		{string(adaptive.CostAware), "what it costs has decided, as the configuration asks"},
		{string(adaptive.Forced), "the user has chosen the mode (" + named(forceKey) + ")"},
		{string(adaptive.NoNodes), "no node is fit"},
	}
}
