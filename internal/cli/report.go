package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/app"
)

// reportResult is what report --json prints.
type reportResult struct {
	Model      string        `json:"model"`
	SpeedRatio float64       `json:"speed_ratio"`
	Batches    []batchResult `json:"batches"`
}

type batchResult struct {
	Batch             int             `json:"batch"`
	Mode              adaptive.Mode   `json:"mode"`
	Reason            adaptive.Reason `json:"reason"`
	Detail            string          `json:"detail"`
	SequentialSeconds float64         `json:"sequential_seconds"`
	EvenSplitSeconds  float64         `json:"even_split_seconds"`
	HybridSeconds     float64         `json:"hybrid_seconds"`
	ParallelSeconds   float64         `json:"parallel_seconds"`
	SavedSeconds      float64         `json:"saved_seconds"`
}

func (c *command) report() *cobra.Command {
	var asJSON, history bool
	var sizes []string
	cmd := &cobra.Command{
		Use:     "report",
		Aliases: []string{"parallelism_report"},
		Short:   "Say for each batch size what would be decided and how long it would take",
		Args:    wrongUse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if history {
				return c.runHistory(cmd.Context(), asJSON)
			}
			batches, err := batchSizes(sizes)
			if err != nil {
				return usageError{err}
			}
			return c.runReport(cmd.Context(), batches, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().BoolVar(&history, "history", false, "list past batches with prediction and actual time instead")
	var usual []string
	for _, size := range adaptive.DefaultSizes() {
		usual = append(usual, strconv.Itoa(size))
	}
	cmd.Flags().StringSliceVar(&sizes, "batch", usual, "batch `sizes`, separated by commas")
	return cmd
}

// batchSizes reads what --batch was given.
func batchSizes(words []string) ([]int, error) {
	out := make([]int, len(words))
	for i, word := range words {
		n, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil || n < 1 {
			return nil, fmt.Errorf("--batch %s: %q is no batch size: sizes are whole numbers from 1 on, separated by commas", strings.Join(words, ","), word)
		}
		out[i] = n
	}
	return out, nil
}

func (c *command) runReport(ctx context.Context, sizes []int, asJSON bool) (err error) {
	a, err := c.open(ctx, app.Options{Holder: "flocktop report", ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	r, err := a.Report(sizes)
	if err != nil {
		return err //nolint:wrapcheck // a sentence already
	}
	if asJSON {
		return writeJSON(c.streams.Out, reportResultOf(a, r))
	}
	c.printReport(a, r)
	past, err := pastBatches(ctx, a)
	if err != nil {
		return err
	}
	if median, count := medianMiss(past); count > 0 {
		fmt.Fprintf(c.streams.Out, "\nBatches took %s against their predictions (median of the last %d, either way); --history lists them.\n",
			either(median), count)
	}
	return nil
}

// either writes how far times were off without saying in which direction.
func either(share float64) string {
	if text, percent := strings.CutPrefix(adaptive.OffText(share), "+"); percent {
		return "±" + text
	}
	return adaptive.OffText(share)
}

func reportResultOf(a *app.App, r adaptive.Report) reportResult {
	out := reportResult{Model: a.Flock().Model, SpeedRatio: r.SpeedRatio, Batches: []batchResult{}}
	for _, row := range r.Rows {
		out.Batches = append(out.Batches, batchResult{
			Batch: row.Batch, Mode: row.Mode, Reason: row.Reason, Detail: row.Detail,
			SequentialSeconds: row.Takes(adaptive.Sequential).Seconds(), EvenSplitSeconds: row.Alternatives.EvenSplit.Seconds(),
			HybridSeconds: row.Takes(adaptive.Hybrid).Seconds(), ParallelSeconds: row.Takes(adaptive.Parallel).Seconds(),
			SavedSeconds: row.Saved.Seconds(),
		})
	}
	return out
}

func (c *command) printReport(a *app.App, r adaptive.Report) {
	out := c.streams.Out
	line := strings.Repeat("=", 70)
	fmt.Fprintf(out, "ADAPTIVE PARALLELISM ANALYSIS   %s\n%s\n", oneLine(orUnknown(cluster.ShortModel(a.Flock().Model))), line)
	s := a.Flock()
	unmeasured := 0
	for _, n := range r.Nodes {
		if found, ok := s.Find(n.ID); ok && found.Average == 0 {
			unmeasured++
		}
	}
	if unmeasured == len(r.Nodes) {
		fmt.Fprintf(out, "Nothing was measured on %s yet: all that follows is guessed from the kind of hardware,\n"+
			"and no server was asked. flocktop nodes says whether they answer, flocktop embed measures them.\n", theseNodes(unmeasured))
	}
	fmt.Fprintf(out, "Speed ratio: %.1fx\n", r.SpeedRatio)
	for _, n := range r.Nodes {
		name, mark, note := n.ID, "", ""
		if found, ok := s.Find(n.ID); ok {
			name = found.Name
			if found.Average == 0 {
				mark, note = "~", "  guessed: nothing was measured on it yet"
			} else if found.Learned.Scant() {
				mark, note = "~", "  from a few texts alone"
			}
		}
		fmt.Fprintf(out, "  %-20s %s%s a text%s\n", oneLine(name), mark, duration(n.PerText), note)
	}
	for _, row := range r.Rows {
		printRow(out, row, a.Thresholds())
	}
}

func theseNodes(n int) string {
	if n == 1 {
		return "this node"
	}
	return "these nodes"
}

func printRow(out io.Writer, row adaptive.Row, t adaptive.Thresholds) {
	mark := ""
	if row.Guessed {
		mark = "~"
	}
	marked := func(d time.Duration) string { return mark + adaptive.Span(d) }
	fmt.Fprintf(out, "\nBatch size: %s\n", plural(row.Batch, "item", "items"))
	fmt.Fprintf(out, "   Mode: %s\n   Reason: %s\n   Detail: %s\n", strings.ToUpper(row.Mode.String()), row.Reason, row.Detail)
	fmt.Fprint(out, "  ")
	ways := row.Ways(t)
	for _, w := range ways {
		name := w.Name()
		fmt.Fprintf(out, " %s: %s  ", strings.ToUpper(name[:1])+name[1:], marked(w.Takes))
	}
	fmt.Fprintf(out, " Even split: %s\n", marked(row.Alternatives.EvenSplit))
	fmt.Fprintf(out, "   Recommendation: %s\n", strings.ToUpper(row.Mode.String()))
	if why := row.Overruled(ways); why != "" {
		fmt.Fprintf(out, "      %s\n", why)
	}
	fmt.Fprintf(out, "   Time saved: %s against the slower of sequential and even split\n", mark+adaptive.Span(row.Saved))
	if best := adaptive.Best(ways); best != nil { // which says more than the slower of two that nobody would choose
		saved := "nothing"
		if d := best.Takes - row.Predicted; d > 0 {
			saved = marked(d)
		}
		fmt.Fprintf(out, "      and %s against the best other mode, %s\n", saved, best.Name())
	}
	if row.Rule.Reason != row.Reason {
		fmt.Fprintf(out, "   Rule: %s %s (%s)\n", row.Rule.Reason, row.Rule.Mode, row.Rule.Detail)
	}
}
