package cluster

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// Withdrawal is what a node gave for a digest, at one version of its server. It
// was let in by the short canary texts, and the others have shown that its
// vectors differ: what is stored of them is to be taken back and embedded again.
type Withdrawal struct {
	Node, Name      string // URL; for people
	Digest, Version string
}

// distrust has what a node gave taken back: by the running batch, whose ledger
// may have some of it on its way to the store, else at once. The lock is held.
func (f *Flock) distrust(m *member, digest, version string) {
	f.withdrawals = append(f.withdrawals, Withdrawal{Node: m.URL, Name: m.Name, Digest: digest, Version: version})
	if f.batches == 0 {
		f.takeBack()
	}
	f.nudge()
}

// takeBack has everything taken back that no batch has seen to. The lock is
// held.
func (f *Flock) takeBack() {
	if f.cfg.Withdraw == nil || f.run == nil || f.run.Err() != nil || len(f.withdrawals) == 0 {
		return
	}
	ctx := context.WithoutCancel(f.run)
	f.spawn(&f.probes, func() {
		if err := f.Withdraw(ctx); err != nil {
			f.cfg.Log.Error(err.Error())
		}
	})
}

// Withdraw makes the withdrawals that have not been made; those that fail stay to
// be made. Before the verdicts of [Flock.Checks] are kept it must have succeeded:
// a verdict that is kept is not reached again.
func (f *Flock) Withdraw(ctx context.Context) error {
	if f.cfg.Withdraw == nil {
		return nil
	}
	f.mu.Lock()
	all := f.withdrawals
	f.withdrawals = nil
	f.mu.Unlock()
	for i, w := range all {
		if err := f.cfg.Withdraw(ctx, w); err != nil {
			f.mu.Lock()
			f.withdrawals = append(f.withdrawals, all[i:]...)
			f.mu.Unlock()
			return fmt.Errorf("what %s gave before is stored and may be wrong: %w", w.Name, err)
		}
	}
	return nil
}

// References are what the vectors are compared with that are kept.
func (f *Flock) References() []Reference {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []Reference
	for _, digest := range slices.Sorted(maps.Keys(f.references)) {
		if f.bound[digest] {
			out = append(out, *f.references[digest])
		}
	}
	return out
}

// withdraw passes on to the ledger what is to be taken back of this digest.
func (r *run) withdraw() {
	var own []Withdrawal
	r.f.mu.Lock()
	r.f.withdrawals = slices.DeleteFunc(r.f.withdrawals, func(w Withdrawal) bool {
		if w.Digest == r.b.Digest {
			own = append(own, w)
			return true
		}
		return false
	})
	r.f.mu.Unlock()
	for _, w := range own {
		r.ledger.withdraw(w)
		r.doubts.bound, r.doubts.known = false, nil // there may be another reference now
	}
}
