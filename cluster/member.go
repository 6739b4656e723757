package cluster

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"flocktop/cluster/dispatch"
)

// member is a node of the flock with all that is known of it. The flock's lock
// guards it.
type member struct {
	NodeConfig
	client *client
	life   context.Context // from the first look at it to its removal; nil before
	stop   func()          // ends it

	wattPrice float64 // money for a watt-second

	// what the probes found
	probed   bool          // at least one probe has ended
	first    chan struct{} // closed then
	back     chan struct{} // holds a token when it answers again
	answers  bool          // the last probe was answered
	lookedAt time.Duration // when the newest answered one began, by the flock's clock
	misses   int           // probes in a row without an answer
	missedAt time.Time     // the last of all such probes
	version  string
	ping     time.Duration
	lag      time.Duration // by how much the last answered probe took longer
	asked    time.Duration // when it was last probed for a request that is late, likewise
	models   []Model
	known    bool // models is the server's own list
	problem  string
	gpuShare *float64 // of the flock's model, as the server last told
	fromPast bool     // the model is not loaded as far as is known: gpuShare is of before
	vramUsed *int64

	// whether it is still what it was; see identity.go
	readAt     time.Time // when the last reading of version and models began
	confirming bool

	// what the canary texts showed
	checks   map[string]*check // by digest
	canaried time.Duration     // when it was last done with those that it was asked for alone, by the flock's clock

	nans int // answers without numbers for some text

	// what the batches found
	ejected  bool
	halfOpen bool // a probe of the ejected node runs
	returned bool // ejected, it answers again since it was offline, and no half-open probe has begun and ended since
	backoff  time.Duration
	vain     int // half-open probes in a row that failed
	flight   int // requests of ours
	texts    int // in those requests
	loading  int // requests that load a model, those of a warm-up included
	overdue  overdue
	serves   string // the model of the running batch that has asked it for vectors; "" while none has
	speeds   map[string]*speed
	requests int64
	errors   int64
	rate     float64 // faded error rate
	done     int64
	lastErr  string
	lastAt   time.Time
	faults   []NodeFault // the newest first; see noteFault
	told     tellings
	rates    []float64 // texts a second; see pushSecond
	spells   []spell   // texts of answered requests that are not yet all in rates
	closed   time.Time // when the last second was
	quiet    int       // seconds in a row without a text
	past     past

	state    State
	since    time.Time
	before   float64 // the usual pace when it was called slow the last time
	hushed   bool    // that was not said: it is so in turns
	slowSaid time.Time
	shown    Node // in the newest snapshot
}

// watched says that something may be started that looks at the node.
func (m *member) watched() bool { return m.life != nil && m.life.Err() == nil }

// speed is what is learned of a node for one digest.
type speed struct {
	dispatch.Learned
	model    string
	version  string
	hardware string
	meanWork float64 // of the flock's usual text; see usual.go
	updated  time.Time
	history  []float64 // PerUnit, sampled while it works
	usual    float64   // its median; 0 while there are too few for one
}

// errorHalfLife is the number of requests after which an error counts half.
const errorHalfLife = 50

var errorFade = math.Exp2(-1.0 / errorHalfLife)

// count books a request that came back.
func (m *member) count(failed bool) {
	m.requests++
	m.rate *= errorFade
	if failed {
		m.errors++
		m.rate += 1 - errorFade
	}
}

// model is the installed model of this name, nil where there is none.
func (m *member) model(name string) *Model {
	for i := range m.models {
		if m.models[i].Name == name {
			return &m.models[i]
		}
	}
	return nil
}

// derive is the state that follows from what is known.
func (m *member) derive(model, digest string) State {
	switch {
	case !m.probed:
		return Probing
	case !m.answers:
		return Offline
	case m.ejected && m.halfOpen:
		return Probing
	case m.ejected:
		return Ejected
	}
	if model != "" && m.known {
		found := m.model(model)
		switch {
		case found == nil:
			return NoModel
		case digest != "" && found.Digest != digest:
			return OtherDigest
		}
	}
	if _, drifting := m.drifts(digest); drifting {
		return Drifting
	}
	switch {
	case m.loading > 0:
		return Loading
	case m.overdue.lasted > 0, m.slow(digest):
		return Slow
	case m.flight > 0:
		return Busy
	default:
		return Ready
	}
}

const (
	slowFactor = 2 // learned time against its own median
	// stillSlow is from which factor on a node that is slow stays so: one that is
	// near the limit would be called slow and well again with every answer.
	stillSlow   = 1.5
	slowSamples = 8  // before that a median means little
	maxHistory  = 61 // samples behind the median
)

func (m *member) slow(digest string) bool {
	factor := float64(slowFactor)
	if m.state == Slow {
		factor = stillSlow
	}
	s := m.speeds[digest]
	return s != nil && s.usual > 0 && s.PerUnit > factor*s.usual
}

// hardwareOf names where a model runs; shares are rounded, since they vary a
// little from load to load.
func hardwareOf(gpuShare *float64) string {
	switch {
	case gpuShare == nil:
		return ""
	case *gpuShare < 0.05:
		return "cpu"
	case *gpuShare > 0.95:
		return "gpu"
	default:
		return fmt.Sprintf("gpu %.0f%%", math.Round(*gpuShare*10)*10)
	}
}

// sample adds the learned pace to the history behind the median.
func (s *speed) sample() {
	s.history = append(s.history, s.PerUnit)
	if len(s.history) > maxHistory {
		s.history = s.history[1:]
	}
	if len(s.history) >= slowSamples {
		sorted := slices.Clone(s.history)
		slices.Sort(sorted)
		s.usual = sorted[len(sorted)/2]
	}
}

// share is the part of the model on the GPU, and who says so.
func (m *member) share() (share *float64, source string) {
	if m.gpuShare != nil {
		if m.fromPast {
			return m.gpuShare, "last known"
		}
		return m.gpuShare, "server"
	}
	if gpu, declared := m.declaresGPU(); declared {
		v := 0.0
		if gpu {
			v = 1
		}
		return &v, "configured"
	}
	return nil, ""
}

// note says why the node is in its state, or hints at a fault of its set-up.
func (m *member) note(model, digest string) string {
	switch m.state {
	case Probing:
		switch {
		case m.returned:
			return OnTrial
		case m.ejected:
			return m.lastErr + "; it is being probed"
		default:
			return "waiting for its first answer"
		}
	case Offline, Ejected:
		return m.problem
	case NoModel:
		return fmt.Sprintf("%s is not installed; on that machine: ollama pull %s", model, strings.TrimSuffix(model, ":latest"))
	case OtherDigest:
		return fmt.Sprintf("its %s is another build (%s, the job's is %s); pull it anew to make them equal",
			model, short(m.model(model).Digest), short(digest))
	case Loading:
		return "the model is being loaded"
	case Slow:
		if m.overdue.lasted > 0 {
			return m.overdue.String()
		}
		return "more than twice as slow as it usually is"
	case Drifting:
		fault, _ := m.drifts(digest)
		return fault
	case Ready, Busy:
	}
	return m.hint(model, digest)
}

// hint speaks of texts that the model cannot tell apart there, and of a GPU that
// is declared and not used.
func (m *member) hint(model, digest string) string {
	if c := m.validCheck(digest); c != nil && c.blurs != "" {
		return blurring(c.blurs)
	}
	if m.nans > 0 {
		return fmt.Sprintf("gave no numbers for a text, %d times: its GPU, its driver or its memory may be faulty; such texts were done elsewhere", m.nans)
	}
	gpu, _ := m.declaresGPU()
	found := m.model(model)
	if !gpu || found == nil || !found.Loaded || m.gpuShare == nil || m.fromPast {
		return ""
	}
	switch g := *m.gpuShare; {
	case g == 0:
		return "a GPU is declared, but the model sits on the CPU: look at the driver and at free VRAM there (ollama ps)"
	case g < 1:
		return fmt.Sprintf("only %.0f%% of the model fits on the GPU: free some VRAM there", g*100)
	default:
		return ""
	}
}

// blurring says what follows from texts of a kind that a node cannot tell apart.
func blurring(kind string) string {
	return fmt.Sprintf("gives one vector for different %s texts: searches for such text will not tell them apart", kind)
}

func short(digest string) string {
	digest = strings.TrimPrefix(digest, "sha256:")
	return digest[:min(12, len(digest))]
}

// snapshot is the node as others see it; fastest is the flock's best time a
// text, 0 while none is measured.
func (m *member) snapshot(model, digest string, fastest time.Duration) Node {
	n := Node{
		ID: m.URL, Name: m.Name, State: m.state, Since: m.since,
		Note: m.note(model, digest), Version: m.version, Ping: m.ping,
		VRAMUsed: m.vramUsed, Models: m.models, InFlight: m.flight, Queued: m.texts,
		Requests: m.requests, Errors: m.errors, ErrorRate: m.rate, Texts: m.done,
		Rates: m.rates, LastError: m.lastErr, LastErrAt: m.lastAt, Faults: m.faults,
	}
	n.GPUShare, n.GPUSource = m.share()
	if m.VRAM > 0 {
		n.VRAMTotal = &m.VRAM
	}
	n.Check, n.CheckedAt = m.checkState(digest)
	n.Learned = m.learned(digest)
	n.Average = n.Learned.PerText
	n.PerTextCost = m.PricePerText + m.Watts*m.wattPrice*n.Average.Seconds()
	vitals := Vitals{
		Up:        m.state != Offline && m.state != Ejected && m.state != Probing,
		ErrorRate: m.rate, Ping: m.ping, PerText: n.Average, Fastest: fastest,
		Waiting: m.flight - 2,
		Suspect: m.state == Drifting || (m.nans > 0 && !m.verified(digest)),
	}
	if n.GPUShare != nil {
		vitals.GPUShare = *n.GPUShare
	}
	n.Health = vitals.Score()
	return n
}

// learned is the node's speed for a digest, for a text of mean size.
func (m *member) learned(digest string) Speed {
	s := m.speeds[digest]
	if s == nil || s.PerUnit <= 0 {
		return Speed{RoundTrip: m.ping}
	}
	return Speed{
		RoundTrip:  m.ping,
		PerRequest: s.PerRequest,
		PerText:    max(1, time.Duration(s.PerUnit*s.meanWork*float64(time.Second))),
		PerToken:   max(1, time.Duration(s.PerUnit*float64(time.Second))),
		Variance:   s.Variance,
		Texts:      int64(s.Texts),
	}
}

// sortModels orders models by name, for people.
func sortModels(models []Model) {
	slices.SortFunc(models, func(a, b Model) int { return cmp.Compare(a.Name, b.Name) })
}
