package ui

import (
	"strings"
	"time"

	"flocktop/cluster"
)

func stateCell(sc *scene, n *cluster.Node) figure {
	word := n.State.String()
	switch n.State {
	case cluster.OtherDigest:
		word = "digest" // ten cells; the glyph and the note say the rest
	case cluster.Probing, cluster.Ready, cluster.Busy, cluster.Loading, cluster.Slow,
		cluster.Ejected, cluster.Offline, cluster.NoModel, cluster.Drifting:
	}
	return figure{text: sc.theme.Glyphs.State(n.State.Glyph()) + " " + word, st: sc.stateStyle(n.State)}
}

// healthCell is coloured by its limits. A node that gets no work has a score of
// 0; its state says that already, so no sign does.
func healthCell(sc *scene, n *cluster.Node) figure {
	f := figure{text: count(n.Health.Score), st: sc.theme.Good, grade: sc.healthGrade(n.Health)}
	if n.Health.Score == 0 {
		f.st, f.grade = sc.theme.Bad, fine
	}
	return f
}

// gpuCell shows the share of the model on the GPU; what the server did not say
// itself is marked as a guess.
func gpuCell(sc *scene, n *cluster.Node) figure {
	if n.GPUShare == nil || n.GPUSource != "server" {
		return figure{text: gpuText(n), st: sc.theme.Muted}
	}
	return figure{text: gpuText(n), st: sc.theme.Text}
}

func gpuText(n *cluster.Node) string {
	if n.GPUShare == nil {
		return "n/a"
	}
	text := "CPU"
	if *n.GPUShare > 0 {
		text = strings.ReplaceAll(wholePercent(*n.GPUShare), " ", "") // a column of its own
	}
	if n.GPUSource != "server" {
		text = "~" + text
	}
	return text
}

func vramCell(sc *scene, n *cluster.Node) figure {
	switch {
	case n.VRAMUsed == nil && n.VRAMTotal == nil:
		return figure{text: unknown, st: sc.theme.Muted}
	case n.VRAMUsed == nil:
		return figure{text: unknown + "/" + gib(*n.VRAMTotal), st: sc.theme.Muted}
	case n.VRAMTotal == nil:
		return figure{text: gib(*n.VRAMUsed), st: sc.theme.Text}
	}
	return figure{gib(*n.VRAMUsed) + "/" + gib(*n.VRAMTotal), sc.theme.Text, sc.vramGrade(n)}
}

func averageCell(sc *scene, n *cluster.Node) figure {
	return figure{scantMark(n) + latencyNumber(n.Average), sc.theme.Text, sc.averageGrade(n)}
}

// scantMark stands before a node's time a text where it is known from a few alone.
func scantMark(n *cluster.Node) string {
	if n.Learned.Scant() {
		return "~"
	}
	return ""
}

func pingCell(sc *scene, n *cluster.Node) figure {
	if n.Ping <= 0 {
		return figure{text: unknown, st: sc.theme.Muted}
	}
	return figure{count(max(1, n.Ping.Round(time.Millisecond).Milliseconds())), sc.theme.Muted, sc.pingGrade(n)}
}

// flyCell shows the requests under way.
func flyCell(sc *scene, n *cluster.Node) figure {
	switch {
	case n.InFlight == 0 && sc.data.settings.Watching.hidesWork():
		return figure{text: unknown, st: sc.theme.Muted}
	case n.InFlight == 0:
		return figure{text: "0", st: sc.theme.Muted}
	}
	return figure{count(n.InFlight), sc.theme.Text, sc.queuedGrade(n)}
}

func requestsCell(sc *scene, n *cluster.Node) figure {
	return figure{text: count(n.Requests), st: sc.theme.Muted}
}

// unasked says that a node was sent nothing yet, so that no share of it failed.
func unasked(n *cluster.Node) bool { return n.Requests == 0 }

func errorsCell(sc *scene, n *cluster.Node) figure {
	if unasked(n) {
		return figure{text: unknown, st: sc.theme.Muted}
	}
	return figure{percent(n.ErrorRate), sc.theme.Muted, sc.errorGrade(n)}
}

func rateCell(sc *scene, n *cluster.Node) figure {
	r := sc.data.lately(n.Rates)
	if r <= 0 {
		return figure{text: unknown, st: sc.theme.Muted}
	}
	return figure{text: rate(r), st: sc.theme.Strong}
}
