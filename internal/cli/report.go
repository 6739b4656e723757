package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
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
	var sizes []int
	cmd := &cobra.Command{
		Use:     "report",
		Aliases: []string{"parallelism_report"},
		Short:   "Say for each batch size what would be decided and how long it would take",
		Args:    wrongUse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if history {
				return c.runHistory(cmd.Context(), asJSON)
			}
			return c.runReport(cmd.Context(), sizes, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().BoolVar(&history, "history", false, "list past batches with prediction and actual time instead")
	cmd.Flags().IntSliceVar(&sizes, "batch", adaptive.DefaultSizes(), "batch `sizes`, separated by commas")
	return cmd
}

func (c *command) runReport(ctx context.Context, sizes []int, asJSON bool) (err error) {
	for _, s := range sizes {
		if s < 1 {
			return usageError{fmt.Errorf("a batch of %d texts: --batch takes sizes from 1 on", s)}
		}
	}
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
		fmt.Fprintf(c.streams.Out, "\nPredictions were off by %.1f %% (median of the last %d); --history lists them.\n", 100*median, count)
	}
	return nil
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
	fmt.Fprintf(out, "Speed ratio: %.1fx\n", r.SpeedRatio)
	s := a.Flock()
	for _, n := range r.Nodes {
		name, mark := n.ID, ""
		if found, ok := s.Find(n.ID); ok {
			name = found.Name
			if found.Average == 0 {
				mark = "~" // guessed
			}
		}
		fmt.Fprintf(out, "  %-20s %s%s a text\n", oneLine(name), mark, duration(n.PerText))
	}
	for _, row := range r.Rows {
		printRow(out, row)
	}
}

func printRow(out io.Writer, row adaptive.Row) {
	mark := ""
	if row.Guessed {
		mark = "~"
	}
	marked := func(d time.Duration) string { return mark + duration(d) }
	fmt.Fprintf(out, "\nBatch size: %d items\n", row.Batch)
	fmt.Fprintf(out, "   Mode: %s\n   Reason: %s\n   Detail: %s\n", strings.ToUpper(row.Mode.String()), row.Reason, row.Detail)
	fmt.Fprint(out, "  ")
	thresholds := adaptive.DefaultThresholds()
	for _, w := range row.Ways(thresholds) {
		name := w.Name()
		fmt.Fprintf(out, " %s: %s  ", strings.ToUpper(name[:1])+name[1:], marked(w.Takes))
	}
	fmt.Fprintf(out, " Even split: %s\n", marked(row.Alternatives.EvenSplit))
	fmt.Fprintf(out, "   Recommendation: %s\n", strings.ToUpper(row.Mode.String()))
	if why := row.Overruled(thresholds); why != "" {
		fmt.Fprintf(out, "      %s\n", why)
	}
	fmt.Fprintf(out, "   Time saved: %s against the slower of sequential and even split\n", mark+adaptive.Span(row.Saved))
	if row.Rule.Reason != row.Reason {
		fmt.Fprintf(out, "   Rule: %s %s (%s)\n", row.Rule.Reason, row.Rule.Mode, row.Rule.Detail)
	}
}
