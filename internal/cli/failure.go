package cli

import (
	"fmt"

	"flocktop/internal/job"
)

// embedFailure is a file or a chunk that was not embedded, as JSON has it.
type embedFailure struct {
	Path      string    `json:"path"`
	Chunk     *int      `json:"chunk"`
	Reason    string    `json:"reason"`
	RefusedBy []refusal `json:"refused_by"`
	refusers  string    // RefusedBy in words
}

// refusal is what a node said of a text that it did not embed.
type refusal struct {
	URL    string `json:"url"`
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

func failureOf(f job.Failure) embedFailure {
	out := embedFailure{Path: f.Path, Chunk: f.Chunk, Reason: f.Reason, RefusedBy: []refusal{}, refusers: f.Refusers()}
	for _, r := range f.RefusedBy {
		out.RefusedBy = append(out.RefusedBy, refusal{URL: r.Node, Name: r.Name, Reason: r.Reason})
	}
	return out
}

// sentence says what failed and why.
func (f embedFailure) sentence() string {
	where := f.place()
	if f.refusers != "" {
		return where + ": " + oneLine(f.Reason) + "; " + oneLine(f.refusers)
	}
	return where + ": " + oneLine(f.Reason)
}

// place says what failed.
func (f embedFailure) place() string {
	where := oneLine(f.Path)
	if f.Chunk != nil {
		where += fmt.Sprintf(", chunk %d", *f.Chunk)
	}
	return where
}
