package job

import "strings"

// Refusal is what a node said of a text.
type Refusal struct {
	Node   string // URL
	Name   string // as it was called then
	Reason string
}

// Beside names the node, and says what it said where the reason that stands
// beside it does not.
func (r *Refusal) Beside(reason string) string {
	if strings.HasSuffix(reason, r.Reason) {
		return r.Name
	}
	return r.Name + " (" + r.Reason + ")"
}

// Refusers says which nodes refused the text of a failure; "" where none is
// known.
func (f *Failure) Refusers() string {
	if len(f.RefusedBy) == 0 {
		return ""
	}
	names := make([]string, len(f.RefusedBy))
	for i := range f.RefusedBy {
		names[i] = f.RefusedBy[i].Beside(f.Reason)
	}
	return "refused by " + strings.Join(names, ", ")
}
