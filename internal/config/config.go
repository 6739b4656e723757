// Package config brings the settings together: defaults, then the configuration file, then the environment, then flags,
// the later winning. It checks them, remembers where each came from, and keeps nodes that are added or removed on the
// screen in the file, whose comments and order stay as the user wrote them.
//
// It knows names, values and text. It does not know what a setting does, whether a node answers, or what a screen is:
// its types are plain, and whoever needs others converts them.
package config

import (
	"slices"
	"time"
)

// Modes and policies, as they are written.
const (
	Auto       = "auto" // a mode and a policy
	Sequential = "sequential"
	Hybrid     = "hybrid"
	Parallel   = "parallel"
	RulesOnly  = "rules" // the policy that keeps to the table of rules
)

// What the store waits for before it calls something stored.
const (
	FullDurability   = "full"   // the disk: it survives a power cut
	NormalDurability = "normal" // the system: it survives a crash of the program
)

// Config is every setting, checked.
type Config struct {
	// File is the configuration file, whether it exists or not: where AddNode and RemoveNode write.
	File string
	// Model is the embedding model's name, "" where the user named none.
	Model string
	// Mode is Auto, or the one that is forced on every job.
	Mode string
	// Policy is Auto or RulesOnly.
	Policy string
	// PollInterval is the time between two looks at a node.
	PollInterval time.Duration
	// Store is the path of the store's file.
	Store string
	// Durability is FullDurability or NormalDurability.
	Durability string
	Rules      Rules
	Chunks     Chunks
	Dispatch   Dispatch
	Cost       Cost
	Canaries   Canaries
	Thresholds Thresholds
	// Mouse says whether the screen listens to the mouse; then the terminal's own selecting needs Shift.
	Mouse bool
	// Nodes are those to use, in order; never empty.
	Nodes []Node

	configured []Node // those of the file, used or not
	origins    map[string]Origin
}

// Rules are the thresholds of the decision table.
type Rules struct {
	Small       int     // a batch below this many texts stays on one node
	Dominant    float64 // a node this many times slower than the fastest is outside the group
	Balanced    float64 // below this ratio of slowest to fastest a group is balanced
	Hybrid      int     // an unbalanced group is used for batches above this many texts
	HybridNodes int     // how many nodes of an unbalanced group are used
	MinSaving   float64 // share of the time, 0 to 1, below which fewer nodes are named
}

// Chunks says how documents are cut.
type Chunks struct {
	Tokens  int     // at most, in a chunk; the model's context may demand fewer
	Overlap float64 // share of a chunk that the next one repeats, 0 to 0.5
}

// Dispatch says how requests are sent.
type Dispatch struct {
	LoadTimeout      time.Duration // for a model to be loaded
	InFlight         int           // requests on a node at the same time
	LearningHalfLife int           // answers after which a measurement weighs half; 0: chosen by the program
}

// Canaries says how nodes' vectors are compared.
type Canaries struct {
	// MinCosine is how near a node's vectors of the canary texts must be to the reference, 0 to 1.
	MinCosine float64
}

// Cost says how a batch's cost counts beside its time, in the unit of the nodes' prices. Its zero value leaves cost out.
type Cost struct {
	Ceiling     float64 // the most that a batch may cost; 0: no limit
	Weight      float64 // 0: time alone counts, 1: cost alone
	PricePerKWh float64 // of electricity, for nodes with watts
}

// Counts says that cost is to be weighed, or kept below a ceiling.
func (c Cost) Counts() bool { return c.Ceiling > 0 || c.Weight > 0 }

// Priced says whether the cost of a node's texts can be told.
func (c Cost) Priced(n *Node) bool {
	return n.PricePer1000Texts != nil || n.Watts != nil && c.PricePerKWh > 0
}

// Configured gives the node of that address as the file has it, used now or not.
func (c *Config) Configured(address string) (Node, bool) {
	i := slices.IndexFunc(c.configured, func(n Node) bool { return n.URL == address })
	if i < 0 {
		return Node{}, false
	}
	return c.configured[i], true
}

// ConfiguredNodes gives the nodes that the file has, used now or not.
func (c *Config) ConfiguredNodes() []Node { return slices.Clone(c.configured) }

// NodesFrom is the flag or the variable that names nodes in the place of the file's; "" where the file's are used, or
// would be if it had any.
func (c *Config) NodesFrom() string {
	if o := c.Origin(nodesKey); o.Name == envNodes || o.Layer == FromFlag {
		return o.Name
	}
	return ""
}

// Default is what holds where nothing is configured. Its nodes are Ollama's own default address.
func Default() Config {
	return Config{
		File:         DefaultConfigPath(),
		Mode:         Auto,
		Policy:       Auto,
		PollInterval: 2 * time.Second,
		Store:        DefaultStorePath(),
		Durability:   FullDurability,
		Rules:        Rules{Small: 20, Dominant: 5, Balanced: 3, Hybrid: 50, HybridNodes: 3, MinSaving: 0.02},
		Chunks:       Chunks{Tokens: 256, Overlap: 0.15},
		Dispatch:     Dispatch{LoadTimeout: 5 * time.Minute, InFlight: 2},
		Canaries:     Canaries{MinCosine: 0.999},
		Thresholds: Thresholds{
			Errors: Limits{0.01, 0.10}, PingMS: Limits{150, 500}, VRAM: Limits{0.90, 0.98}, Queued: Limits{8, 32},
		},
		Nodes: []Node{{Name: "127.0.0.1", URL: localOllama}},
	}
}
