package ui

import (
	"time"

	"flocktop/cluster"
)

// models are what is installed on the node and what of it is in its memory.
func (s nodeSheet) models(w int) section {
	sc, n, t := s.sc, s.n, s.sc.theme
	const figure, roomy = 11, 70
	figures := 4
	if w >= roomy {
		figures = 5
	}
	name := max(minName, min(34, w-2-figures*figure))
	head := newLine(w).gap(1).pad(t.Accent, "Models", name)
	if figures > 4 {
		head.right(t.Muted, "on disk", figure)
	}
	for _, text := range []string{"in memory", "on gpu", "context", "unloads in"} {
		head.right(t.Muted, text, figure)
	}
	out := section{head.end()}
	if len(n.Models) == 0 {
		return append(out, factLine(sc, w, "", "none known", t.Muted))
	}
	asked := sc.data.choreOf(n.ID)
	for i := range n.Models {
		m := &n.Models[i]
		st := t.Muted
		if m.Loaded {
			st = t.Text
		}
		l := newLine(w).gap(1).name(st, cluster.ShortModel(m.Name), name)
		if figures > 4 {
			l.right(st, knownSize(m.Disk), figure)
		}
		switch {
		case asked != nil && sameModel(asked.model, m.Name):
			l.right(t.Info, asked.verb(), figure)
		case m.Loaded:
			l.right(st, knownSize(m.Size), figure).right(st, loadedShare(m), figure)
			l.right(st, knownCount(m.Context), figure).right(st, expiry(sc, m), figure)
		default:
			l.right(t.Faint, unknown, figure)
		}
		out = append(out, l.end())
	}
	return out
}

func loadedShare(m *cluster.Model) string {
	if m.Size <= 0 {
		return unknown
	}
	return wholePercent(float64(m.SizeVRAM) / float64(m.Size))
}

func knownSize(bytes int64) string {
	if bytes <= 0 {
		return unknown
	}
	return size(bytes)
}

func knownCount(n int) string {
	if n <= 0 {
		return unknown
	}
	return count(n)
}

// foreverFrom is the time to expiry from which a model is held for good: the
// servers say so by a date centuries away.
const foreverFrom = 365 * 24 * time.Hour

func expiry(sc *scene, m *cluster.Model) string {
	if m.Expires.IsZero() {
		return unknown
	}
	left := m.Expires.Sub(sc.now)
	if left > foreverFrom {
		return "never"
	}
	return whole(max(0, left))
}
