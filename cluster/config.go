package cluster

import (
	"context"
	"log/slog"
	"net"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster/dispatch"
)

// NodeConfig is what the user says about a node.
type NodeConfig struct {
	Name string // for people; the host where it is empty
	URL  string // normalised; it is the node's identity
	VRAM int64  // bytes of GPU memory; 0 where not declared
	// GPU is what the user declares about the hardware; nil where nothing is
	// said. A declared VRAM says the same as true.
	GPU *bool

	PricePerText float64 // money a text; 0 where not declared
	Watts        float64 // while it works; 0 where not declared

	// Credentials are sent with every request to this node; nil sends none.
	Credentials Credentials
	// CA holds certificates, in PEM form, of authorities that are trusted for
	// this node beside the system's.
	CA string
}

// declaresGPU says whether the user expects the model on a GPU; known is false
// where nothing is declared.
func (c NodeConfig) declaresGPU() (gpu, known bool) {
	switch {
	case c.GPU != nil:
		return *c.GPU, true
	case c.VRAM > 0:
		return true, true
	default:
		return false, false
	}
}

// Config is everything that a [Flock] is told at the start. Zero values stand
// for the defaults of [DefaultConfig].
type Config struct {
	Nodes      []NodeConfig
	Model      string // "" until one is chosen
	Digest     string // binds Model to this digest; "" lets the flock's majority decide
	Thresholds adaptive.Thresholds
	Steering   Steering
	Dispatch   dispatch.Settings

	PollInterval time.Duration // between two probes of a node
	ProbeTimeout time.Duration // for each of version, tags and ps
	LoadTimeout  time.Duration // how long a model may load
	PricePerKWh  float64       // of electricity, for nodes with watts
	// AnswerMemory is how many bytes the answers take together that are read at
	// the same time, as text; vectors and models read from them take about as
	// much again.
	AnswerMemory int64

	// Dial opens connections to nodes; nil is the network of this machine.
	Dial DialFunc

	// Passive looks at the nodes and embeds nothing, not even canary texts.
	Passive bool
	// MinCosine is how near a node's vectors of the canary texts must be to the
	// reference.
	MinCosine float64

	Remembered []Remembered // from earlier runs
	Checked    []Checked    // likewise; those without a reference count for nothing
	References []Reference  // likewise
	// Withdraw takes back what is stored of a node's vectors while no batch runs;
	// nil leaves it there.
	Withdraw func(ctx context.Context, w Withdrawal) error
	// Guard runs what has a goroutine of its own, and does what is to be done
	// when that panics; nil lets it end the program.
	Guard func(work func())
	Log   *slog.Logger // records about a node carry its name as "node"
	// Changed is called after a new snapshot was published; it must not block.
	Changed func()
}

// DialFunc opens a connection, as [net.Dialer.DialContext] does.
type DialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// DefaultConfig returns the defaults, without nodes.
func DefaultConfig() Config {
	return Config{
		Thresholds:   adaptive.DefaultThresholds(),
		Dispatch:     dispatch.DefaultSettings(),
		PollInterval: 2 * time.Second,
		ProbeTimeout: 2 * time.Second,
		LoadTimeout:  5 * time.Minute,
		AnswerMemory: 256 * megabyte,
		MinCosine:    0.999,
		Log:          slog.New(slog.DiscardHandler),
		Guard:        func(work func()) { work() },
		Changed:      func() {},
	}
}

func (c Config) withDefaults() Config {
	d := DefaultConfig()
	if c.Thresholds == (adaptive.Thresholds{}) {
		c.Thresholds = d.Thresholds
	}
	if c.Dispatch == (dispatch.Settings{}) {
		c.Dispatch = d.Dispatch
	}
	if c.PollInterval <= 0 {
		c.PollInterval = d.PollInterval
	}
	if c.ProbeTimeout <= 0 {
		c.ProbeTimeout = d.ProbeTimeout
	}
	if c.LoadTimeout <= 0 {
		c.LoadTimeout = d.LoadTimeout
	}
	if c.AnswerMemory <= 0 {
		c.AnswerMemory = d.AnswerMemory
	}
	if c.MinCosine <= 0 {
		c.MinCosine = d.MinCosine
	}
	if c.Log == nil {
		c.Log = d.Log
	}
	if c.Guard == nil {
		c.Guard = d.Guard
	}
	if c.Changed == nil {
		c.Changed = d.Changed
	}
	return c
}

// Steering is what the user may change while a batch runs.
type Steering struct {
	Forced adaptive.Mode // 0: not forced
	Policy adaptive.Policy
	Cost   adaptive.CostGoal
	Paused bool // nothing new is sent; what is in flight comes home
}

// Remembered is what is worth keeping of a node between two runs of the
// program: for one model digest.
type Remembered struct {
	Node     string // URL
	Model    string
	Digest   string
	Version  string // of the server that it was learned on
	Hardware string // that it was learned on: "cpu", "gpu", "gpu 40%"; "" while unknown
	Learned  dispatch.Learned
	MeanWork float64 // tokens of a mean text when it was learned
	Requests int64
	Errors   int64
	// ErrorRate is the faded share of failed requests.
	ErrorRate float64
	GPUShare  *float64
	Updated   time.Time
}
