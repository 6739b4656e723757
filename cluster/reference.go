package cluster

import "slices"

// judgeChecks reaches the verdicts that can be reached, once there is a
// reference. With force a single node's answer is enough for one: nothing but
// the verdict is waited for. The lock is held.
func (f *Flock) judgeChecks(digest string, force bool) {
	f.dropReference(digest)
	ref := f.references[digest]
	if ref == nil {
		if ref = f.chooseReference(digest, force); ref == nil {
			return
		}
		f.references[digest] = ref
	}
	for _, m := range f.members {
		c := m.validCheck(digest)
		if c == nil || c.answer == nil || !c.open() {
			continue
		}
		c.judge(ref, f.cfg.MinCosine)
		if c.blurs != "" {
			f.cfg.Log.Warn(blurring(c.blurs), "node", m.Name)
		}
		if !c.passed {
			f.cfg.Log.Warn("drifting: "+c.fault, "node", m.Name)
		}
	}
}

// dropReference forgets a reference that no kept vector relies on, once every
// node that works differs from it: they may agree among themselves. All that
// was judged by it is open again, also of nodes that are away. The lock is held.
func (f *Flock) dropReference(digest string) {
	if f.references[digest] == nil || f.bound[digest] {
		return
	}
	differ := false
	for _, m := range f.members {
		c := m.validCheck(digest)
		switch {
		case c == nil || !m.answers || m.ejected:
		case c.answer == nil || c.passed:
			return
		case c.fault != "":
			differ = true
		}
	}
	if !differ {
		return
	}
	delete(f.references, digest)
	for _, m := range f.members {
		if c := m.checks[digest]; c != nil {
			c.passed, c.fault = false, ""
		}
	}
}

// camp is nodes that agree on the canary texts, by their first.
type camp struct {
	first *member
	check *check // the first's
	size  int
}

// chooseReference settles what the vectors of a digest are compared with: the
// answer that most nodes agree with, one that tells all canary texts apart
// before one that does not, the first configured node's among equals. As long
// as nodes have not answered it takes two that agree. The lock is held.
func (f *Flock) chooseReference(digest string, force bool) *Reference {
	early := !force && f.pending(digest)
	var camps []camp
	for _, m := range f.members {
		c := m.validCheck(digest)
		if c == nil || c.answer == nil || (early && c.blurs != "") {
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
		if early && camps[at].size == 2 {
			return camps[at].reference(digest)
		}
	}
	if early || len(camps) == 0 {
		return nil
	}
	best := camps[0]
	for _, k := range camps[1:] {
		if k.better(best) {
			best = k
		}
	}
	return best.reference(digest)
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

// pending says whether nodes may still answer the canary texts. The lock is
// held.
func (f *Flock) pending(digest string) bool {
	return slices.ContainsFunc(f.members, func(m *member) bool {
		c := m.validCheck(digest)
		return !m.probed || (c != nil && c.answer == nil && c.open() && m.state.Works())
	})
}
