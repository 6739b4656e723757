package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
)

// failureGroup is the failures that have one reason, figures aside.
type failureGroup struct {
	key    string
	reason string // with … for figures that differ
	what   string // that means; "" where the reason says it
	next   string // what to do about it; "" where that is not known
	// refusers are the nodes that refused its texts, the first one first.
	refusers []refuser
	texts    int
	whole    int // files that failed as a whole
	files    []failedFile
}

// failedFile is one file of a group.
type failedFile struct {
	path   string
	whole  bool
	chunks []int  // in order
	first  int    // of chunks
	reason string // as the first of its failures has it
	text   string // how the first of its chunks begins; "" where that is not known
}

// headline says what happened, in words if there are any.
func (g *failureGroup) headline() string {
	if g.what == "" && strings.TrimSpace(cells.Clean(g.reason)) == "" {
		return "no reason was given"
	}
	return cmp.Or(g.what, g.reason)
}

// groupFailures gathers failures by reason and file, in the order in which they
// first occur, so that a group keeps its place while others come.
func groupFailures(all []job.Failure) []failureGroup {
	type place struct{ group, file int }
	var out []failureGroup
	groups := map[string]int{}
	files := map[[2]string]place{}
	for i := range all {
		f := &all[i]
		key := withoutFigures(f.Reason)
		g, ok := groups[key]
		if !ok {
			g = len(out)
			groups[key] = g
			out = append(out, failureGroup{key: key, reason: f.Reason})
		}
		group := &out[g]
		if f.Reason != group.reason {
			group.reason = mergeFigures(group.reason, f.Reason)
		}
		at, ok := files[[2]string{key, f.Path}]
		if !ok {
			at = place{g, len(group.files)}
			files[[2]string{key, f.Path}] = at
			group.files = append(group.files, failedFile{path: f.Path, reason: f.Reason})
		}
		file := &group.files[at.file]
		if f.Chunk == nil {
			file.whole = true
			group.whole++
		} else {
			if len(file.chunks) == 0 || *f.Chunk < file.first {
				file.first, file.text = *f.Chunk, firstLine(f.Text)
			}
			file.chunks = append(file.chunks, *f.Chunk)
			group.refusedBy(f)
			group.texts++
		}
	}
	for i := range out {
		out[i].what, out[i].next = adviceFor(out[i].reason)
		for j := range out[i].files {
			slices.Sort(out[i].files[j].chunks)
		}
	}
	return out
}

// firstLine is the first line of a text that is not blank, and fit for a screen.
func firstLine(text string) string {
	const most = 400 // bytes of it that are looked at
	text = strings.TrimSpace(text)
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimSpace(cells.Clean(strings.ToValidUTF8(line[:min(len(line), most)], "")))
}

// counts says what failed for this reason: 12 texts in 3 files.
func (g *failureGroup) counts() string {
	switch {
	case g.texts == 0:
		return plural(g.whole, "file")
	case g.whole == 0:
		return plural(g.texts, "text") + " in " + plural(len(g.files), "file")
	default:
		return plural(g.texts, "text") + ", " + plural(g.whole, "whole file")
	}
}

// figureEnd is where the figure ends that begins at i: digits, with points or
// commas between them; i itself if none does.
func figureEnd(s string, i int) int {
	digit := func(i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }
	end := i
	for digit(end) || end > i && (s[end:] != "" && (s[end] == '.' || s[end] == ',')) && digit(end+1) {
		end++
	}
	return end
}

// withoutFigures is a reason with 0 for each figure in it.
func withoutFigures(reason string) string {
	var b strings.Builder
	for i := 0; i < len(reason); {
		if end := figureEnd(reason, i); end > i {
			b.WriteByte('0')
			i = end
			continue
		}
		b.WriteByte(reason[i])
		i++
	}
	return b.String()
}

// unlike stands for figures that are not the same in all reasons of a group.
const unlike = "…"

// pairFigures walks through two reasons that are the same without their
// figures. In the first one some may have been replaced already.
func pairFigures(merged, other string, text func(c byte), figures func(a, b string)) {
	i, j := 0, 0
	for i < len(merged) && j < len(other) {
		endOther := figureEnd(other, j)
		if endOther == j {
			text(other[j])
			i, j = i+1, j+1
			continue
		}
		end := figureEnd(merged, i)
		if end == i { // replaced already
			end = min(i+len(unlike), len(merged))
		}
		figures(merged[i:end], other[j:endOther])
		i, j = end, endOther
	}
}

// mergeFigures puts … for the figures in which two reasons differ.
func mergeFigures(merged, other string) string {
	var b strings.Builder
	pairFigures(merged, other, func(c byte) { b.WriteByte(c) }, func(a, c string) {
		if a == c {
			b.WriteString(a)
		} else {
			b.WriteString(unlike)
		}
	})
	return b.String()
}

// unlikeFigures are the figures that a reason has where the group's has …
func unlikeFigures(merged, reason string) []string {
	var out []string
	pairFigures(merged, reason, func(byte) {}, func(a, b string) {
		if a != b {
			out = append(out, b)
		}
	})
	return out
}

// chunkList names chunks, runs of them by their ends: 14, 15, 20-24.
func chunkList(chunks []int) string {
	const runFrom = 3
	var b []byte
	for i := 0; i < len(chunks); {
		end := i + 1
		for end < len(chunks) && chunks[end] == chunks[end-1]+1 {
			end++
		}
		if end-i < runFrom {
			end = i + 1
		}
		if len(b) > 0 {
			b = append(b, ", "...)
		}
		b = strconv.AppendInt(b, int64(chunks[i]), 10)
		if end-i >= runFrom {
			b = append(b, '-')
			b = strconv.AppendInt(b, int64(chunks[end-1]), 10)
		}
		i = end
	}
	return string(b)
}
