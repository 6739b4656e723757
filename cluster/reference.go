package cluster

import "slices"

// judgeChecks reaches the verdicts that can be reached, once there is a
// reference. With force a single node's answer is enough for one: nothing but
// the verdict is waited for. It says whether that may change some node's state.
// The lock is held.
func (f *Flock) judgeChecks(digest string, force bool) (changes bool) {
	changes = f.dropReference(digest)
	if f.references[digest] == nil {
		ref := f.chooseReference(digest, force)
		if ref == nil {
			return changes
		}
		f.references[digest] = ref
	}
	changes = f.judgeBy(digest) || changes
	if !f.completeReference(digest) {
		return changes
	}
	if f.overthrow(digest) {
		if f.references[digest] = f.chooseReference(digest, true); f.references[digest] == nil {
			delete(f.references, digest)
			return true
		}
	}
	return f.judgeBy(digest) || changes
}

// judgeBy compares what was not yet compared with the reference, and says whether
// some node differs from it. The lock is held.
func (f *Flock) judgeBy(digest string) (some bool) {
	ref, completing := f.references[digest], f.completing(digest)
	for _, m := range f.members {
		c := m.validCheck(digest)
		if c == nil || !c.due() {
			continue
		}
		found := c.judge(ref, f.cfg.MinCosine, completing)
		if found == contested {
			f.contested[digest] = true
			continue
		}
		if c.blurs != "" && !c.open() && !f.blurs[digest] { // whoever matches does so too
			f.blurs[digest] = true
			f.cfg.Log.Warn(blurring(c.blurs), "node", m.Name)
		}
		if c.fault != "" {
			f.cfg.Log.Warn("drifting: "+c.fault, "node", m.Name)
		}
		if found == toldLate {
			f.distrust(m, digest, c.version)
		}
		some = some || c.fault != ""
	}
	return some
}

// completing says whether a node that matches the reference may yet give it the
// texts that it lacks. The lock is held.
func (f *Flock) completing(digest string) bool {
	return slices.ContainsFunc(f.members, func(m *member) bool {
		c := m.validCheck(digest)
		return c != nil && c.passed && (c.got == whole || (m.state.Works() && c.problem == ""))
	})
}

// contesting says whether a node that contests the reference is still at the
// canary texts. The lock is held.
func (f *Flock) contesting(digest string) bool {
	return f.contested[digest] && slices.ContainsFunc(f.members, func(m *member) bool {
		c := m.validCheck(digest)
		return c != nil && c.all && c.open() && c.got != whole && c.problem == "" && m.state.Works()
	})
}

// overthrow drops a reference that was contested while it was of a single text,
// once it has turned out to blur while somebody who differs from it does not: what
// was believed by it is taken back, and all that was judged by it is open again. It
// says whether it did. The lock is held.
func (f *Flock) overthrow(digest string) bool {
	if !f.contested[digest] {
		return false
	}
	delete(f.contested, digest)
	ref := canaries(f.references[digest].Vectors)
	sound := func(m *member) bool {
		c := m.validCheck(digest)
		if c == nil || !c.open() || c.got != whole || c.blurs != "" {
			return false
		}
		_, _, drifts := c.answer.drift(ref, f.cfg.MinCosine)
		return drifts
	}
	if ref.collapsed() == "" || !slices.ContainsFunc(f.members, sound) {
		return false
	}
	f.cfg.Log.Warn("what vectors are compared with was wrong: "+blurring(ref.collapsed()), "node", f.references[digest].Node)
	for _, m := range f.members {
		if c := m.validCheck(digest); c != nil && c.passed {
			f.distrust(m, digest, c.version)
		}
	}
	f.forget(digest)
	return true
}

// forget drops a reference, and opens all that was judged by it again, also of
// nodes that are away. The lock is held.
func (f *Flock) forget(digest string) {
	delete(f.references, digest)
	for _, m := range f.members {
		if c := m.checks[digest]; c != nil {
			c.passed, c.whole, c.fault = false, false, ""
		}
	}
}

// completeReference gives a reference that lacks the longer texts, or the short
// ones, what it lacks, as most nodes have it that match as far as it goes. It says
// whether it did. The lock is held.
func (f *Flock) completeReference(digest string) bool {
	ref := f.references[digest]
	if known := canaries(ref.Vectors); known.has(whole) && known.has(quick) || f.contesting(digest) {
		return false
	}
	more := func(c *check) bool { return c.passed && c.got == whole }
	waiting := slices.ContainsFunc(f.members, func(m *member) bool {
		c := m.validCheck(digest)
		return c != nil && m.state.Works() && c.running && c.asked == whole
	})
	best := f.vote(digest, waiting, more)
	if best == nil || (!best.check.answer.has(quick) && canaries(ref.Vectors).has(whole)) {
		return false
	}
	complete := *ref // whoever has the old one may still read it
	complete.Vectors = canaries(ref.Vectors).with(best.check.answer)
	f.references[digest] = &complete
	return true
}

// dropReference forgets a reference that no kept vector relies on, once every
// node that works differs from it: they may agree among themselves. It says
// whether it did. The lock is held.
func (f *Flock) dropReference(digest string) bool {
	if f.references[digest] == nil || f.bound[digest] {
		return false
	}
	differ := false
	for _, m := range f.members {
		c := m.validCheck(digest)
		switch {
		case c == nil || !m.answers || m.ejected:
		case c.got == nothing || c.passed:
			return false
		case c.fault != "":
			differ = true
		}
	}
	if !differ {
		return false
	}
	f.forget(digest)
	return true
}

// camp is nodes that agree on the canary texts, by their first.
type camp struct {
	first *member // of those that have embedded most canary texts
	check *check  // the first's
	size  int
}

// chooseReference settles what the vectors of a digest are compared with: the
// answer that most nodes agree with, one that tells all canary texts apart
// before one that does not, the first configured node's among equals. As long
// as nodes have not answered it takes two that agree. The lock is held.
func (f *Flock) chooseReference(digest string, force bool) *Reference {
	answered := func(c *check) bool { return c.got != nothing }
	best := f.vote(digest, !force && f.pending(digest), answered)
	if best == nil {
		return nil
	}
	return best.reference(digest)
}

// vote is the camp that wins among the nodes of which counts holds; nil while
// none does. Early, it takes two that agree. The lock is held.
func (f *Flock) vote(digest string, early bool, counts func(*check) bool) *camp {
	var camps []camp
	for _, m := range f.members {
		c := m.validCheck(digest)
		if c == nil || !counts(c) || (early && c.blurs != "") {
			continue
		}
		at := slices.IndexFunc(camps, func(k camp) bool {
			_, _, drifts := c.answer.drift(k.check.answer, f.cfg.MinCosine)
			return !drifts
		})
		if at < 0 {
			at = len(camps)
			camps = append(camps, camp{first: m, check: c})
		}
		camps[at].size++
		if c.got > camps[at].check.got {
			camps[at].first, camps[at].check = m, c
		}
		if early && camps[at].size == 2 {
			return &camps[at]
		}
	}
	if early || len(camps) == 0 {
		return nil
	}
	best := &camps[0]
	for i := range camps {
		if camps[i].better(*best) {
			best = &camps[i]
		}
	}
	return best
}

func (k camp) better(than camp) bool {
	if sound := k.check.blurs == ""; sound != (than.check.blurs == "") {
		return sound
	}
	return k.size > than.size
}

func (k camp) reference(digest string) *Reference {
	return &Reference{
		Digest: digest, Texts: CanaryVersion, Vectors: k.check.answer,
		Node: k.first.URL, Version: k.check.version, Taken: k.check.at,
	}
}

// pending says whether nodes may still answer the canary texts. One that is to be
// asked by its next request is waited for where there is one. The lock is held.
func (f *Flock) pending(digest string) bool {
	return slices.ContainsFunc(f.members, func(m *member) bool {
		c := m.validCheck(digest)
		if c == nil || c.got != nothing || !c.open() || !m.state.Works() {
			return !m.probed
		}
		return c.running || m.flight > 0 || !f.mayRide(m, digest)
	})
}
