package cli

import (
	"fmt"
	"path/filepath"
	"strings"

	"flocktop/internal/documents"
	"flocktop/internal/job"
)

// summary is the line of a job that has ended. What was skipped is no loss, so it
// is said what it is.
func summary(s job.Status, r embedResult) string {
	text := fmt.Sprintf("%s, %s: ", plural(r.Documents, "document", "documents"), plural(r.Chunks, "chunk", "chunks"))
	kept := r.Skipped - s.Repeated
	switch {
	case r.Chunks > 0 && kept == r.Chunks && s.State == job.Done:
		text += "nothing to do, all is already stored"
	default:
		text += fmt.Sprintf("%d embedded", r.Embedded)
		if kept > 0 {
			text += fmt.Sprintf(", %d already stored", kept)
		}
		if s.Repeated > 0 {
			text += fmt.Sprintf(", %d repeated", s.Repeated)
		}
		if r.Failed > 0 || s.FailedFiles == 0 {
			text += fmt.Sprintf(", %d failed", r.Failed)
		}
	}
	if left := s.Remaining(); left > 0 && s.State != job.Done {
		text += fmt.Sprintf(", %d left", left)
		if !s.Walked {
			text += " of those found so far"
		}
	}
	if s.FailedFiles > 0 {
		text += ", " + plural(s.FailedFiles, "file", "files") + " could not be read"
	}
	if r.Embedded > 0 && s.Elapsed > 0 {
		text += " in " + duration(s.Elapsed) + tookWith(&s)
	}
	return text
}

// passedText says what a job left out, and names some of what one may have meant
// to embed; "" where that is nothing.
func passedText(s job.Status) string {
	const named = 3
	var parts []string
	for _, p := range s.PassedOver {
		part := fmt.Sprintf("%d %s", p.Count, p.Reason)
		if r := documents.IgnoreReason(p.Reason); r != documents.IgnoredHidden && r != documents.IgnoredByRule {
			var names []string
			for _, path := range p.Paths[:min(named, len(p.Paths))] {
				names = append(names, oneLine(shorter(path, s.Paths)))
			}
			if p.Count > len(names) {
				names = append(names, "…")
			}
			part += " (" + strings.Join(names, ", ") + ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// shorter is a path from the one of these that it lies below.
func shorter(path string, roots []string) string {
	for _, root := range roots {
		if rest, ok := strings.CutPrefix(path, strings.TrimSuffix(root, string(filepath.Separator))+string(filepath.Separator)); ok {
			return rest
		}
	}
	return path
}
