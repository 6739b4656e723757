package job_test

import (
	"context"
	"testing"

	"flocktop/cluster"
	"flocktop/internal/job"
)

// A node was believed too soon: what it gave goes, and the job embeds it again
// before it has ended.
func TestAJobEmbedsAgainWhatIsTakenBack(t *testing.T) {
	d := newDesk(t, nothing)
	d.flock.embed = []func(context.Context, cluster.Batch) error{func(ctx context.Context, b cluster.Batch) error {
		if err := d.flock.store(ctx, b); err != nil {
			return err
		}
		for _, w := range []cluster.Withdrawal{
			{Node: "http://other:11434", Name: "other", Digest: digest, Version: "1"},
			{Node: "http://box:11434", Name: "box", Digest: digest, Version: "1"},
		} {
			if err := b.Ledger.Withdraw(ctx, w); err != nil {
				return err
			}
		}
		return nil
	}}
	d.run()
	id := d.add()
	s := d.ended(id)
	if s.State != job.Done || s.Embedded != documentsOfDesk || s.Chunks != documentsOfDesk {
		t.Errorf("%s with %d of %d chunks embedded", s.State, s.Embedded, s.Chunks)
	}
	if d.flock.count() != 2*documentsOfDesk || len(d.unfinished()) != 0 {
		t.Errorf("%d texts were embedded, %d jobs unfinished", d.flock.count(), len(d.unfinished()))
	}
	if past, err := job.History(t.Context(), d.store, 1); err != nil || past[0].Texts != documentsOfDesk || past[0].Earlier != 0 {
		t.Errorf("looking back, %d were embedded and %d before that, %v", past[0].Texts, past[0].Earlier, err)
	}
}

// Who cancels a job in the last moment of its work means the rest of it too.
func TestAJobThatWasCancelledDoesNotEmbedAgain(t *testing.T) {
	d := newDesk(t, nothing)
	var id job.ID
	added := make(chan struct{})
	d.flock.embed = []func(context.Context, cluster.Batch) error{func(ctx context.Context, b cluster.Batch) error {
		if err := d.flock.store(ctx, b); err != nil {
			return err
		}
		<-added
		w := cluster.Withdrawal{Node: "http://box:11434", Name: "box", Digest: digest, Version: "1"}
		if err := b.Ledger.Withdraw(ctx, w); err != nil {
			return err
		}
		return d.queue.Cancel(context.WithoutCancel(ctx), id)
	}}
	d.run()
	id = d.add()
	close(added)
	if s := d.ended(id); s.State != job.Cancelled || d.flock.count() != documentsOfDesk || len(d.unfinished()) != 0 {
		t.Errorf("%s, %d texts were embedded, %d jobs unfinished", s.State, d.flock.count(), len(d.unfinished()))
	}
}
