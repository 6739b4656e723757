package cluster

import (
	"fmt"
	"strings"
)

// Unreachable says of each node why it does not answer, where none does; "" where
// one answers, or has not been asked yet, and where there is no node.
func (s Snapshot) Unreachable() string {
	var down []string
	for _, n := range s.Nodes {
		if n.State != Offline {
			return ""
		}
		down = append(down, fmt.Sprintf("%s (%s)", n.ID, n.LastError))
	}
	return strings.Join(down, ", ")
}
