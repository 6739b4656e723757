package ui

import (
	"slices"
	"strings"

	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
)

// refuser is a node that refused a text of a group.
type refuser struct{ node, named string }

// refusedBy adds the nodes that refused a text to those of its group, each once.
func (g *failureGroup) refusedBy(f *job.Failure) {
	for i := range f.RefusedBy {
		r := &f.RefusedBy[i]
		if !slices.ContainsFunc(g.refusers, func(known refuser) bool { return known.node == r.Node }) {
			g.refusers = append(g.refusers, refuser{r.Node, r.Beside(f.Reason)})
		}
	}
}

// refusal says who refused the texts of a group, unless that is folded. Of
// failures that an older flocktop kept it is not known.
func (o *failuresOverlay) refusal(g *failureGroup, w int) []string {
	const most = 3
	if len(g.refusers) == 0 || o.folds[g.key] {
		return nil
	}
	names := make([]string, len(g.refusers))
	for i, r := range g.refusers {
		names[i] = r.named
	}
	return cells.Wrap("refused by "+strings.Join(names, ", "), w-failureIndent-1, most)
}
