package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"
)

// columnGap is how far columns stand apart.
const columnGap = 2

// table writes rows in aligned columns, the first row as the head.
func table(to io.Writer, rows [][]string) error {
	widths := widthsOf(rows)
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			cell = oneLine(cell)
			line.WriteString(cell + strings.Repeat(" ", widths[i]-runewidth.StringWidth(cell)+columnGap))
		}
		if _, err := fmt.Fprintln(to, strings.TrimRight(line.String(), " ")); err != nil {
			return fmt.Errorf("write the table: %w", err)
		}
	}
	return nil
}

// widthsOf are how wide the columns of these rows are.
func widthsOf(rows [][]string) []int {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], runewidth.StringWidth(oneLine(cell)))
		}
	}
	return widths
}

// column is a column of a table that gives way where a terminal is too narrow.
type column struct {
	head  string
	rank  int // those with the highest are left out first; one with 0 stays
	least int // its cells are cut in the middle, but no shorter than that; 0 leaves them whole
}

// wideTable writes rows below the heads of their columns, on a terminal no wider than
// that is, and says which columns it has no room for; whole elsewhere.
func (c *command) wideTable(columns []column, rows [][]string) error {
	shown, left := fitted(columns, rows, c.columns())
	if err := table(c.streams.Out, shown); err != nil {
		return err
	}
	if len(left) > 0 {
		fmt.Fprintf(c.streams.Out, "No room for %s; --json has all.\n", strings.Join(left, ", "))
	}
	return nil
}

// fitted are the heads and rows for a terminal that is so wide, and the heads of the
// columns that are left out; all where the width is 0.
func fitted(columns []column, rows [][]string, width int) (shown [][]string, left []string) {
	heads := make([]string, len(columns))
	for i, c := range columns {
		heads[i] = c.head
	}
	rows = slices.Concat([][]string{heads}, rows)
	widths := widthsOf(rows)
	if width <= 0 || wide(widths) <= width {
		return rows, nil
	}
	kept, narrowest := make([]int, len(columns)), slices.Clone(widths)
	for i, c := range columns {
		kept[i] = i
		if c.least > 0 {
			narrowest[i] = min(widths[i], c.least)
		}
	}
	for wide(pick(narrowest, kept)) > width {
		at := 0
		for i, k := range kept {
			if columns[k].rank > columns[kept[at]].rank {
				at = i
			}
		}
		if columns[kept[at]].rank == 0 {
			break // it is as narrow as it can be
		}
		left = append(left, columns[kept[at]].head)
		kept = slices.Delete(kept, at, at+1)
	}
	for _, k := range kept {
		widths[k] = max(narrowest[k], widths[k]-max(0, wide(pick(widths, kept))-width))
	}
	for _, row := range rows {
		row = pick(row, kept)
		for i, k := range kept {
			if columns[k].least > 0 {
				row[i] = middleCut(oneLine(row[i]), widths[k])
			}
		}
		shown = append(shown, row)
	}
	return shown, left
}

// wide is how wide a table with such columns is.
func wide(widths []int) int {
	sum := columnGap * max(0, len(widths)-1)
	for _, w := range widths {
		sum += w
	}
	return sum
}

func pick[T any](of []T, which []int) []T {
	out := make([]T, len(which))
	for i, at := range which {
		out[i] = of[at]
	}
	return out
}

// middleCut is a text that is no wider than that: what makes names differ stands at
// their beginning or their end.
func middleCut(text string, width int) string {
	const gap = "…"
	all := runewidth.StringWidth(text)
	if all <= width {
		return text
	}
	room := max(0, width-runewidth.StringWidth(gap))
	head := runewidth.Truncate(text, room-room/2, "")
	return head + runewidth.TruncateLeft(text, all-room/2, gap)
}

// columns is how wide the terminal is that results go to; 0 where they go elsewhere, or
// where it does not say. Errors go to the same one, or its width is not known.
func (c *command) columns() int {
	if !c.onTerminal || c.streams.Console == nil {
		return 0
	}
	console := c.streams.Console()
	if console == nil {
		return 0
	}
	defer console.Restore()
	return console.Width()
}

// isTerminal says whether a stream is a terminal, or as good as one: nobody reads what
// goes to the null device.
func isTerminal(to io.Writer) bool {
	file, ok := to.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
