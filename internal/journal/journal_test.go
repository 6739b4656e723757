package journal_test

import (
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"flocktop/internal/journal"
)

func TestKeepsTheNewestEntriesInOrder(t *testing.T) {
	j := journal.New(3, nil)
	log := slog.New(j.Handler(slog.LevelInfo, nil))
	for _, text := range []string{"one", "two", "three", "four", "five"} {
		log.Info(text)
	}
	got := j.Since(0)
	if len(got) != 3 || got[0].Text != "three" || got[2].Text != "five" || got[0].Seq != 2 {
		t.Errorf("%+v", got)
	}
	if later := j.Since(got[2].Seq + 1); len(later) != 0 {
		t.Errorf("entries of the future: %+v", later)
	}
	if last := j.Since(4); len(last) != 1 || last[0].Text != "five" {
		t.Errorf("since 4: %+v", last)
	}
}

func TestEntriesCarryLevelNodeAndAttributes(t *testing.T) {
	var file strings.Builder
	j := journal.New(10, nil)
	log := slog.New(j.Handler(slog.LevelInfo, slog.NewTextHandler(&file, &slog.HandlerOptions{Level: slog.LevelDebug})))
	log.Debug("too fine for people")
	log.With("node", "attic").WithGroup("request").Warn("ejected", "texts", 3)
	got := j.Since(0)
	if len(got) != 1 {
		t.Fatalf("%d entries, want the warning alone", len(got))
	}
	if e := got[0]; e.Node != "attic" || e.Text != "ejected texts=3" || e.Level != slog.LevelWarn || e.At.IsZero() {
		t.Errorf("%+v", e)
	}
	for _, want := range []string{"too fine for people", "node=attic", "request.texts=3"} {
		if !strings.Contains(file.String(), want) {
			t.Errorf("%q is not in the file: %s", want, file.String())
		}
	}
}

func TestManyMayLogAtOnce(t *testing.T) {
	const writers, each = 8, 200
	var told atomic.Int64
	j := journal.New(50, func() { told.Add(1) })
	var wait sync.WaitGroup
	for range writers {
		wait.Go(func() {
			log := slog.New(j.Handler(slog.LevelInfo, nil))
			for range each {
				log.Info("baa")
				_ = j.Since(0)
			}
		})
	}
	wait.Wait()
	got := j.Since(0)
	if told.Load() != writers*each || len(got) != 50 || got[49].Seq != writers*each-1 {
		t.Errorf("told %d times, %d entries, last %d", told.Load(), len(got), got[len(got)-1].Seq)
	}
}
