package job_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"flocktop/cluster"
	"flocktop/internal/job"
)

// paper is a log that is written and read at once.
type paper struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (p *paper) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *paper) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

func TestWhatFailsForGoodIsAnErrorInTheLog(t *testing.T) {
	var log paper
	d := newDesk(t, func(tools *job.Tools) { tools.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	d.flock.embed = []func(context.Context, cluster.Batch) error{func(ctx context.Context, b cluster.Batch) error {
		for texts := range b.Texts {
			for _, one := range texts {
				if err := b.Ledger.Reject(ctx, one.ID, cluster.Rejection{Reason: "the input is not to its taste"}); err != nil {
					return err
				}
			}
		}
		return nil
	}}
	d.run()
	s := d.ended(d.add())
	if s.Failed != documentsOfDesk {
		t.Fatalf("%+v", s)
	}
	got := log.String()
	if n := strings.Count(got, "failed for good: the input is not to its taste"); n != 1 { // of one reason, in one minute
		t.Errorf("it is said %d times: %s", n, got)
	}
	if !strings.Contains(got, "level=ERROR msg=\""+s.Title+" done: nothing embedded") {
		t.Errorf("the end of the job is no error: %s", got)
	}
}

func TestAJobWithoutFailuresEndsWithoutASign(t *testing.T) {
	var log paper
	d := newDesk(t, func(tools *job.Tools) { tools.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	d.run()
	d.ended(d.add())
	if got := log.String(); strings.Contains(got, "ERROR") || !strings.Contains(got, "level=INFO") {
		t.Errorf("logged is %s", got)
	}
}
