package cluster_test

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// result is how long a batch took, and how long anybody would have needed.
type result struct{ took, bound time.Duration }

// median of what a cell's batches took beyond their bounds.
func median(results []result) (r result, ok bool) {
	if len(results) == 0 {
		return r, false
	}
	sorted := slices.SortedFunc(slices.Values(results), func(a, b result) int {
		return int((a.took - a.bound) - (b.took - b.bound))
	})
	return sorted[len(sorted)/2], true
}

// faultTable is the table of the README: faults in mid-batch.
func faultTable(results map[string][]result) string {
	var b strings.Builder
	b.WriteString("| fault | what happens | one node of three | all nodes, for a while |\n|---|---|---|---|\n")
	for _, d := range disasters() {
		fmt.Fprintf(&b, "| %s | %s |", d, d.does)
		for _, all := range []bool{false, true} {
			if r, ok := median(results[cellName(d, midBatch, all)]); ok {
				fmt.Fprintf(&b, " %.2f s + %.2f s |", r.bound.Seconds(), (r.took - r.bound).Seconds())
			} else {
				b.WriteString(" - |")
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}
