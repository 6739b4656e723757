package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"flocktop/internal/app"
	"flocktop/internal/job"
)

// failuresResult is what failures --json prints.
type failuresResult struct {
	Job      int64          `json:"job"` // 0 where no job has failures
	Title    string         `json:"title"`
	Failures []embedFailure `json:"failures"`
}

func (c *command) failures() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "failures [JOB]",
		Short: "List what a job that has ended could not embed, and why; of the latest job with failures where none is named",
		Args:  wrongUse(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			var id job.ID
			if len(args) > 0 {
				n, err := strconv.ParseInt(args[0], 10, 64)
				if err != nil || n < 1 {
					return usageError{fmt.Errorf("%q is no job: flocktop report --history lists them by number", args[0])}
				}
				id = job.ID(n)
			}
			return c.runFailures(cmd.Context(), id, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (c *command) runFailures(ctx context.Context, id job.ID, asJSON bool) (err error) {
	a, err := c.open(ctx, app.Options{Holder: "flocktop failures", ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	past, err := a.Past(ctx, allJobs)
	if err != nil {
		return err //nolint:wrapcheck // a sentence already
	}
	found, err := failing(past, id)
	if err != nil {
		return err
	}
	result := failuresResult{Job: int64(found.ID), Title: found.Title, Failures: []embedFailure{}}
	all, err := a.Failures(ctx, found.ID)
	if err != nil {
		return err //nolint:wrapcheck // a sentence already
	}
	for _, f := range all {
		result.Failures = append(result.Failures, failureOf(f))
	}
	if asJSON {
		return writeJSON(c.streams.Out, result)
	}
	switch {
	case found.ID == 0:
		fmt.Fprintln(c.streams.Out, "No job that has ended has failures.")
		return nil
	case len(result.Failures) == 0:
		fmt.Fprintf(c.streams.Out, "Job %d, %s, has no failures.\n", found.ID, oneLine(found.Title))
		return nil
	}
	fmt.Fprintf(c.streams.Out, "Job %d, %s, %s:\n", found.ID, oneLine(found.Title), found.Ended.Local().Format("2006-01-02 15:04"))
	for _, f := range result.Failures {
		fmt.Fprintln(c.streams.Out, f.sentence())
	}
	return nil
}

// allJobs is more than anybody has.
const allJobs = 1 << 30

// failing is the job of that number, or the latest with failures where that is 0;
// the zero value where no job has any.
func failing(past []job.Past, id job.ID) (job.Past, error) {
	for _, p := range past {
		if p.ID == id || id == 0 && p.Failed > 0 {
			return p, nil
		}
	}
	if id != 0 {
		return job.Past{}, fmt.Errorf("there is no job %d that has ended: flocktop report --history lists them", id)
	}
	return job.Past{}, nil
}
