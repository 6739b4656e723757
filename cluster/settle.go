package cluster

import (
	"fmt"
	"time"
)

// settle derives every node's state. The lock is held.
func (f *Flock) settle() {
	if f.model == "" {
		f.model = f.onlyModel()
	}
	f.digest = f.chooseDigest()
	for _, m := range f.members {
		f.settleNode(m)
	}
	f.startChecks()
}

// settleNode derives the state of one node of which alone something has
// changed: all of a thousand nodes are too many to be looked at for each answer.
// The lock is held.
func (f *Flock) settleNode(m *member) {
	state := m.derive(f.model, f.digest)
	if state == m.state {
		return
	}
	if state.Works() != m.state.Works() {
		f.nudge()
	}
	if !state.Works() {
		m.stopChecks() // its answer may never come
	}
	f.logState(m, state)
	if state == Slow {
		m.before = m.pace(f.digest)
	}
	m.state, m.since = state, time.Now()
}

// pace is the node's usual one, in seconds for a unit of work; 0 where it is not
// known.
func (m *member) pace(digest string) float64 {
	if s := m.speeds[digest]; s != nil {
		return s.usual
	}
	return 0
}

// slowPause is how long nothing is said again of a node that is slow and well in
// turns, as all are on a machine that has other work.
const slowPause = time.Minute

// OnTrial is what the log says of a node, and its note, that answers again after an
// outage in which its requests failed: it gets no work until it has embedded a text.
const OnTrial = "answers again and is being tried"

// logState records changes that people want to read later: not every busy
// moment.
func (f *Flock) logState(m *member, to State) {
	log := f.cfg.Log.With("node", m.Name)
	if to == Ejected && m.state == Probing && m.answers && !m.returned {
		return // one more probe in vain: nothing new
	}
	if to == Ejected && m.returned {
		log.Info(OnTrial)
		return
	}
	switch to {
	case Offline, Ejected:
		log.Warn(fmt.Sprintf("%s: %s", to, m.problem))
	case Slow:
		if !m.state.Works() { // slow, but back
			log.Info("ready, Ollama " + m.version)
		}
		if m.hushed = time.Since(m.slowSaid) < slowPause; m.hushed {
			return
		}
		m.slowSaid = time.Now()
		if m.overdue.lasted > 0 {
			log.Warn("slow: " + m.overdue.String())
			return
		}
		log.Warn("slow: more than twice its usual time a text")
	case NoModel, OtherDigest:
		log.Warn(to.String())
	case Loading:
		log.Info("loading the model")
	case Ready, Busy:
		switch {
		case !m.state.Works():
			log.Info("ready, Ollama " + m.version)
		case m.state == Slow && m.hushed:
		case m.state == Slow && !m.overdue.unended:
			if usual := m.pace(f.digest); m.before > 0 && usual >= slowFactor*m.before { // it has become so by being slow for long
				log.Warn(fmt.Sprintf("stays %.1f times as slow as it was: that is its usual pace now", usual/m.before))
				return
			}
			log.Info("back to its usual pace")
		}
	case Probing, Drifting: // the latter is logged with its reason
	}
}
