package cluster

import "time"

// recall takes in what an earlier run learned.
func (m *member) recall(r Remembered) {
	m.requests += r.Requests
	m.errors += r.Errors
	m.rate = max(m.rate, r.ErrorRate)
	if r.GPUShare != nil {
		share := *r.GPUShare
		m.gpuShare, m.fromPast = &share, true
	}
	if r.Learned.PerUnit > 0 && r.Digest != "" {
		m.speeds[r.Digest] = &speed{Learned: r.Learned, model: r.Model, version: r.Version, hardware: r.Hardware, meanWork: r.MeanWork, updated: r.Updated}
	}
}

// Remembered is what is worth keeping of the nodes until the next run: one
// entry for each node and digest. A node's counts stand in its first entry; a
// node of which only counts are known has one without digest.
func (f *Flock) Remembered() []Remembered {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []Remembered
	for _, m := range f.members {
		out = append(out, m.remembered()...)
	}
	return out
}

// remembered is what is worth keeping of the member.
func (m *member) remembered() []Remembered {
	if m.requests == 0 && len(m.speeds) == 0 && m.gpuShare == nil {
		return nil
	}
	entry := Remembered{
		Node: m.URL, Version: m.version, Requests: m.requests, Errors: m.errors,
		ErrorRate: m.rate, GPUShare: m.gpuShare, Updated: time.Now(),
	}
	if len(m.speeds) == 0 {
		return []Remembered{entry}
	}
	var out []Remembered
	for digest, s := range m.speeds {
		entry.Model, entry.Digest, entry.Version, entry.Hardware = s.model, digest, s.version, s.hardware
		entry.Learned, entry.MeanWork, entry.Updated = s.Learned, s.meanWork, s.updated
		out = append(out, entry)
		entry = Remembered{Node: m.URL}
	}
	return out
}
