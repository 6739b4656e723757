package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"flocktop/adaptive"
	"flocktop/internal/app"
	"flocktop/internal/job"
)

// embedResult is what embed --json prints.
type embedResult struct {
	Documents      int            `json:"documents"`
	Chunks         int            `json:"chunks"`
	Embedded       int            `json:"embedded"`
	Skipped        int            `json:"skipped"`
	Failed         int            `json:"failed"`       // chunks
	FailedFiles    int            `json:"failed_files"` // that could not be read
	Seconds        float64        `json:"seconds"`
	WaitingSeconds float64        `json:"waiting_seconds"` // of them, for documents
	TextsPerSecond float64        `json:"texts_per_second"`
	Decision       *job.Decision  `json:"decision"`
	Nodes          []nodeShare    `json:"nodes"`
	Failures       []embedFailure `json:"failures"`
	PassedOver     []passedOver   `json:"passed_over"`
	Gone           int            `json:"gone"` // documents of earlier jobs that are no longer there
}

type nodeShare struct {
	URL         string   `json:"url"`
	Texts       int      `json:"texts"`
	Requests    int      `json:"requests"`
	Errors      int      `json:"errors"`
	SecondsBusy float64  `json:"seconds_busy"`
	MsPerText   *float64 `json:"ms_per_text"`
}

// passedOver is what was left out for one reason without being a failure.
type passedOver struct {
	Reason string   `json:"reason"`
	Count  int      `json:"count"`
	Paths  []string `json:"paths"` // the first of them
}

func (c *command) printEmbed(ctx context.Context, a *app.App, s job.Status, asJSON bool, shown *live) error {
	result, err := resultOf(context.WithoutCancel(ctx), a, s)
	if err != nil {
		return err
	}
	if asJSON {
		return writeJSON(c.streams.Out, result)
	}
	for _, f := range result.Failures {
		if !shown.said(f) {
			fmt.Fprintf(c.streams.Err, "Failed: %s\n", f.sentence())
		}
	}
	if text := passedText(s); text != "" {
		fmt.Fprintf(c.streams.Err, "Passed over: %s\n", text)
	}
	if s.Gone > 0 {
		fmt.Fprintf(c.streams.Err, "%s no longer there: exports leave out what was embedded of them, and flocktop prune deletes it.\n",
			plural(s.Gone, "document of an earlier run is", "documents of earlier runs are"))
	}
	if s.Chunks == 0 && len(result.Failures) == 0 && s.State == job.Done {
		fmt.Fprintf(c.streams.Err, "Nothing to embed: there is no document in %s.\n", oneLine(strings.Join(s.Paths, ", ")))
	}
	if s.Chunks == 0 && s.FailedFiles == 0 && s.State != job.Done {
		return nil // it did not come to anything, and its error says why
	}
	fmt.Fprintln(c.streams.Out, summary(s, result))
	printForesight(c.streams.Out, &s)
	if len(result.Nodes) == 0 || result.Embedded == 0 {
		return nil
	}
	rows := [][]string{{"NODE", "TEXTS", "SHARE", "REQUESTS", "ERRORS", "BUSY", "PER TEXT"}}
	for _, n := range s.Shares {
		rows = append(rows, []string{
			n.Name, fmt.Sprint(n.Texts), percent(float64(n.Texts) / float64(max(1, result.Embedded))),
			fmt.Sprint(n.Requests), fmt.Sprint(n.Errors), duration(n.Busy), duration(n.PerText),
		})
	}
	return table(c.streams.Out, rows)
}

// tookWith says what a job's time was spent with, and how fast it was.
func tookWith(s *job.Status) string {
	text := ""
	if s.Starved >= job.LeastTold {
		text = fmt.Sprintf(": %s waiting for documents, %s embedding", duration(s.Starved), duration(s.Worked()))
	}
	if s.Embedded > 0 && s.Worked() > 0 {
		text += fmt.Sprintf(" (%.1f texts/s)", float64(s.Embedded)/s.Worked().Seconds())
	}
	return text
}

// printForesight holds what was foreseen, and what the hardware allows, against
// what happened; nothing where nothing was embedded.
func printForesight(to io.Writer, s *job.Status) {
	if s.Embedded == 0 || s.Predicted <= 0 && s.Bound <= 0 {
		return
	}
	text := "predicted at first " + duration(s.Predicted)
	if s.Changed {
		text += " for another mode"
	}
	if off, ok := s.Missed(); ok {
		text += " (it took " + adaptive.OffText(off) + ")"
	}
	text += ", limit " + duration(s.Bound)
	if off, ok := s.Over(); ok {
		if over := adaptive.OffText(off); over == adaptive.Same {
			text += " (which it met)"
		} else {
			text += " (" + over + " over it)"
		}
	}
	fmt.Fprintf(to, "   %s\n", text)
}

// resultOf takes failures from the store, which has them all.
func resultOf(ctx context.Context, a *app.App, s job.Status) (embedResult, error) {
	r := embedResult{
		Documents: s.Documents, Chunks: s.Chunks, Embedded: s.Embedded, Skipped: s.Skipped, Failed: s.Failed, FailedFiles: s.FailedFiles,
		Seconds: s.Elapsed.Seconds(), WaitingSeconds: s.Starved.Seconds(), Decision: job.Decided(s.Verdict, a.Thresholds()),
		Nodes: []nodeShare{}, Failures: []embedFailure{}, PassedOver: []passedOver{}, Gone: s.Gone,
	}
	for _, p := range s.PassedOver {
		r.PassedOver = append(r.PassedOver, passedOver(p))
	}
	if s.Elapsed > 0 {
		r.TextsPerSecond = float64(s.Embedded) / s.Elapsed.Seconds()
	}
	for _, n := range s.Shares {
		r.Nodes = append(r.Nodes, nodeShare{
			URL: n.Node, Texts: n.Texts, Requests: n.Requests, Errors: n.Errors,
			SecondsBusy: n.Busy.Seconds(), MsPerText: milliseconds(n.PerText),
		})
	}
	failures, err := a.Failures(ctx, s.ID)
	if err != nil {
		return r, err //nolint:wrapcheck // a sentence already
	}
	for _, f := range failures {
		r.Failures = append(r.Failures, failureOf(f))
	}
	return r, nil
}
