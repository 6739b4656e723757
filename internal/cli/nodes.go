package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"flocktop/cluster"
	"flocktop/internal/app"
)

// nodesResult is what nodes --json prints; null is what is not known.
type nodesResult struct {
	Nodes []nodeResult `json:"nodes"`
}

type nodeResult struct {
	Name           string        `json:"name"`
	URL            string        `json:"url"`
	State          cluster.State `json:"state"`
	Health         int           `json:"health"`
	GPUShare       *float64      `json:"gpu_share"`
	VRAMUsedBytes  *int64        `json:"vram_used_bytes"`
	VRAMTotalBytes *int64        `json:"vram_total_bytes"`
	PingMs         *float64      `json:"ping_ms"`
	AvgMs          *float64      `json:"avg_ms"`
	AvgGuessed     bool          `json:"avg_guessed"` // it is known from a few texts alone
	InFlight       int           `json:"in_flight"`
	Requests       int64         `json:"requests"`
	Errors         int64         `json:"errors"`
	Version        *string       `json:"version"`
	Note           string        `json:"note,omitempty"`
	Models         []modelResult `json:"models"`
}

type modelResult struct {
	Name   string `json:"name"`
	Digest string `json:"digest"`
	Loaded bool   `json:"loaded"`
}

func (c *command) nodes() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "nodes",
		Aliases: []string{"lb_stats"},
		Short:   "Show every node: health, GPU, ping, speed, requests, errors",
		Args:    wrongUse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.runNodes(cmd.Context(), asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (c *command) runNodes(ctx context.Context, asJSON bool) (err error) {
	a, err := c.open(ctx, app.Options{Holder: "flocktop nodes", ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	a.Start(ctx)
	s, err := a.Settled(ctx)
	if err != nil {
		return err //nolint:wrapcheck // interrupted
	}
	if asJSON {
		return errors.Join(writeJSON(c.streams.Out, nodesResultOf(s)), silence(s))
	}
	steering := a.Steering()
	fmt.Fprintf(c.streams.Out, "Strategy: %s, policy %s   Model: %s\n\n", strategy(steering), steering.Policy,
		oneLine(orUnknown(cluster.ShortModel(s.Model))))
	return errors.Join(c.printNodes(s), silence(s))
}

// silence makes the exit code say that no node at all answers; the table or the
// object has said why.
func silence(s cluster.Snapshot) error {
	if s.Unreachable() == "" {
		return nil
	}
	return exitError(ExitFailed)
}

func strategy(s cluster.Steering) string {
	if s.Forced != 0 {
		return s.Forced.String() + " (forced)"
	}
	return "adaptive"
}

func orUnknown(s string) string {
	if s == "" {
		return unknown
	}
	return s
}

func nodesResultOf(s cluster.Snapshot) nodesResult {
	out := nodesResult{Nodes: []nodeResult{}}
	for _, n := range s.Nodes {
		r := nodeResult{
			Name: n.Name, URL: n.ID, State: n.State, Health: n.Health.Score, GPUShare: n.GPUShare,
			VRAMUsedBytes: n.VRAMUsed, VRAMTotalBytes: n.VRAMTotal,
			PingMs: milliseconds(n.Ping), AvgMs: milliseconds(n.Average),
			AvgGuessed: n.Learned.Scant(),
			InFlight:   n.InFlight, Requests: n.Requests, Errors: n.Errors, Note: n.Note,
			Models: []modelResult{},
		}
		if n.Version != "" {
			r.Version = &n.Version
		}
		for _, m := range n.Models {
			r.Models = append(r.Models, modelResult{Name: m.Name, Digest: m.Digest, Loaded: m.Loaded})
		}
		out.Nodes = append(out.Nodes, r)
	}
	return out
}

// leastName is how far a name is cut at most.
const leastName = 16

// nodeColumns are those of the table of nodes.
func nodeColumns() []column {
	return []column{
		{head: ""},
		{head: "NODE", least: leastName},
		{head: "STATE"},
		{head: "HEALTH"},
		{head: "PING MS", rank: 6},
		{head: "GPU", rank: 2},
		{head: "VRAM", rank: 5},
		{head: "AVG MS"},
		{head: "REQUESTS", rank: 4},
		{head: "ERRORS", rank: 1},
		{head: "LATELY", rank: 3},
		{head: "VERSION", rank: 7},
	}
}

func (c *command) printNodes(s cluster.Snapshot) error {
	var rows [][]string
	for _, n := range s.Nodes {
		rows = append(rows, []string{
			n.State.Glyph(), n.Name, n.State.String(), fmt.Sprint(n.Health.Score), inMilliseconds(n.Ping),
			hardware(n), memory(n), perText(&n), fmt.Sprint(n.Requests),
			errorsOf(n), lately(n), orUnknown(n.Version),
		})
	}
	if err := c.wideTable(nodeColumns(), rows); err != nil {
		return err
	}
	if err := c.printAddresses(s); err != nil {
		return err
	}
	for _, n := range s.Nodes {
		note := n.Note
		if n.State == cluster.Offline && n.LastError != "" { // it is not tried again
			note = n.LastError + "; start Ollama there, or look whether the address is right"
		}
		if note != "" {
			fmt.Fprintf(c.streams.Out, "\n%s: %s", oneLine(n.Name), oneLine(note))
		}
	}
	fmt.Fprintln(c.streams.Out)
	return nil
}

// printAddresses lists the addresses that names do not tell: beside all the figures
// a line would not hold them.
func (c *command) printAddresses(s cluster.Snapshot) error {
	var rows [][]string
	for _, n := range s.Nodes {
		if n.ID != "http://"+n.Name {
			rows = append(rows, []string{n.State.Glyph(), n.Name, n.ID})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	fmt.Fprintln(c.streams.Out)
	return c.wideTable([]column{{head: ""}, {head: "NODE", least: leastName}, {head: "URL"}}, rows) // half an address is none
}

// errorsOf are how many of all requests failed; "-" where there was none.
func errorsOf(n cluster.Node) string {
	if n.Requests == 0 {
		return nothing
	}
	return fmt.Sprintf("%d (%s)", n.Errors, fineShare(float64(n.Errors)/float64(n.Requests)))
}

// lately is the share of the last requests that failed: those before count less
// and less.
func lately(n cluster.Node) string {
	if n.Requests == 0 {
		return nothing
	}
	return fineShare(n.ErrorRate)
}

// fineShare is a share in per cent; what is not nothing does not look like it.
func fineShare(share float64) string {
	const least = 0.0005
	if share > 0 && share < least {
		return "<0.1%"
	}
	return fmt.Sprintf("%.1f%%", share*100)
}

// hardware is where the model runs; what the server did not say itself is
// marked.
func hardware(n cluster.Node) string {
	if n.GPUShare == nil {
		return unknown
	}
	mark := ""
	if n.GPUSource != "server" {
		mark = "~"
	}
	if *n.GPUShare == 0 {
		return mark + "CPU"
	}
	return mark + "GPU " + percent(*n.GPUShare)
}

func memory(n cluster.Node) string {
	if n.VRAMUsed == nil && n.VRAMTotal == nil {
		return unknown
	}
	return strings.TrimSuffix(size(n.VRAMUsed), " GiB") + "/" + size(n.VRAMTotal)
}

// perText is a node's time a text in milliseconds, marked where it is known from a
// few texts alone.
func perText(n *cluster.Node) string {
	if n.Learned.Scant() {
		return "~" + inMilliseconds(n.Average)
	}
	return inMilliseconds(n.Average)
}
