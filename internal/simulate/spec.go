package simulate

import (
	"crypto/tls"
	"fmt"
	"math"
	"time"
)

// Defaults of a Spec's zero fields.
const (
	// DefaultVersion is the server version whose wording and answers the nodes
	// imitate.
	DefaultVersion = "0.17.4"
	// DefaultMeanTokens is the size of a text that costs exactly PerText: about
	// what a document chunk of up to 256 tokens has on average.
	DefaultMeanTokens = 200
	// DefaultMaxQueue is Ollama's own OLLAMA_MAX_QUEUE.
	DefaultMaxQueue = 512
	// DefaultPullTime is long enough to watch a pull's progress and short enough
	// for nobody to go away meanwhile.
	DefaultPullTime = 3 * time.Second
)

// Spec describes one server: what it has installed and what its work costs.
// The zero Spec is a server without models that answers at once.
type Spec struct {
	// Name is for people and for error messages; it is no part of the API.
	Name string
	// Address is where Start listens, "host:port". Empty means any free port of
	// 127.0.0.1.
	Address string
	// Version is what /api/version says. Default DefaultVersion.
	Version string

	// Bearer is the token that every request must carry, as behind a proxy that
	// guards the server; others are answered by 401. Empty means no guard.
	Bearer string
	// TLS makes Start serve https with this configuration.
	TLS *tls.Config

	// Models are installed from the start.
	Models []Model
	// Library holds what /api/pull can find besides Models. Nil means
	// Catalogue(); an empty slice means that nothing can be pulled.
	Library []Model
	// PullTime is how long a pull takes, whatever the model's size.
	PullTime time.Duration

	// PerText is the service time of a text of mean size.
	PerText time.Duration
	// PerRequest is a cost of every request that occupies the node.
	PerRequest time.Duration
	// RoundTrip is the latency of the network to and from the node, half of it
	// each way. It occupies nobody, and every endpoint pays it.
	RoundTrip time.Duration
	// Noise is the relative standard deviation of a text's cost. The cost's
	// factor is log-normal with mean 1 and belongs to the k-th text that the
	// node serves, so that any two policies meet the same luck.
	Noise float64
	// SizeMatters makes a text cost in proportion to its tokens; otherwise all
	// texts cost the same.
	SizeMatters bool
	// MeanTokens is the size that costs PerText. Default DefaultMeanTokens.
	MeanTokens int

	// GPUShare is the share of a resident model that /api/ps reports as VRAM,
	// 0 to 1.
	GPUShare float64
	// Load is the time it takes to make a model resident.
	Load time.Duration
	// Cold starts the node with nothing resident.
	Cold bool
	// ListLoading makes /api/ps list a model while it still loads, as Ollama
	// does for the models of its older runner.
	ListLoading bool

	// Parallel is how many requests are served at the same time. Default 1: the
	// others wait in the order of their arrival, as embedding requests do on a
	// current server.
	Parallel int
	// MaxQueue is how many requests may wait before further ones are turned away
	// with status 503. Default DefaultMaxQueue; negative means that none may wait.
	MaxQueue int

	// ReadyMade answers with vectors that were encoded beforehand, chosen by the
	// text's hash: for measuring what a client can take in. Texts that share
	// words are then not near, and tokens are estimated.
	ReadyMade bool

	// Guard runs what has a goroutine of its own, and does what is to be done
	// about a panic; nil lets it end the program, or the request.
	Guard func(work func())

	// Seed decides about the noise and about the faults' probabilities. Vectors
	// do not depend on it.
	Seed uint64
}

// Model is one model as the API describes it.
type Model struct {
	// Name has a tag, or means the tag latest.
	Name string
	// Digest identifies the model's content; equal digests give equal vectors.
	Digest string
	// Family is the architecture, as in "nomic-bert".
	Family        string
	ParameterSize string
	Quantization  string
	// Dimension is the length of the vectors.
	Dimension int
	// ContextLength is in tokens, the two that frame every text included.
	ContextLength int
	// Size is that of the installed model, in bytes.
	Size int64
	// Capabilities as in /api/show. Empty means "embedding".
	Capabilities []string
}

// withDefaults returns the spec with its zero fields filled in.
func (s Spec) withDefaults() Spec {
	if s.Version == "" {
		s.Version = DefaultVersion
	}
	if s.Library == nil {
		s.Library = Catalogue()
	}
	if s.PullTime == 0 {
		s.PullTime = DefaultPullTime
	}
	if s.MeanTokens <= 0 {
		s.MeanTokens = DefaultMeanTokens
	}
	s.Parallel = max(s.Parallel, 1)
	if s.MaxQueue == 0 {
		s.MaxQueue = DefaultMaxQueue
	}
	return s
}

// Check says what is wrong with the spec's numbers, or nil.
func (s Spec) Check() error {
	switch {
	case s.PerText < 0 || s.PerRequest < 0 || s.RoundTrip < 0 || s.Load < 0 || s.PullTime < 0:
		return fmt.Errorf("simulated node %q: a duration is negative; zero means no cost", s.Name)
	case math.IsNaN(s.Noise) || math.IsInf(s.Noise, 0) || s.Noise < 0:
		return fmt.Errorf("simulated node %q: noise is %v; it is a relative standard deviation, 0 or more", s.Name, s.Noise)
	case !(s.GPUShare >= 0 && s.GPUShare <= 1):
		return fmt.Errorf("simulated node %q: GPU share is %v; it lies between 0 and 1", s.Name, s.GPUShare)
	}
	for _, m := range s.Models {
		if m.Name == "" || m.Dimension <= 0 || m.ContextLength <= specialTokens {
			return fmt.Errorf("simulated node %q: model %q needs a name, a dimension and a context of more than %d tokens", s.Name, m.Name, specialTokens)
		}
	}
	return nil
}

// Cost is the service time of the k-th text (counted from 0) that a node of
// this spec serves, given its size in tokens. It is what the node really waits,
// so that a lower bound can be computed from the same costs. PerRequest and the
// faults are not in it.
func (s Spec) Cost(k int, tokens int) time.Duration {
	cost := float64(s.PerText)
	if s.SizeMatters {
		mean := s.MeanTokens
		if mean <= 0 {
			mean = DefaultMeanTokens
		}
		cost *= float64(tokens) / float64(mean)
	}
	if s.Noise > 0 {
		cost *= s.luck(k)
	}
	return time.Duration(cost)
}

// luck is the k-th log-normal factor, of mean 1 and relative deviation Noise.
func (s Spec) luck(k int) float64 {
	state := s.Seed ^ mix(uint64(k)+1) //nolint:gosec // k counts texts from 0
	u := unit(mix(state))
	v := unit(mix(state + golden))
	// Box-Muller: one normal deviate out of two uniform ones
	normal := math.Sqrt(-2*math.Log(1-u)) * math.Cos(2*math.Pi*v)
	variance := math.Log1p(s.Noise * s.Noise)
	return math.Exp(math.Sqrt(variance)*normal - variance/2)
}
