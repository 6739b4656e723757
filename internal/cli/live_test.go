package cli

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/journal"
)

func onPaper(out *strings.Builder) *live {
	return newLive(&Console{To: out, Width: func() int { return 80 }, Progress: true, Restore: func() {}}, newBarLook(true, false))
}

// Of the log the user is told what went wrong, and that it is right again; each
// once, and each failure once.
func TestWhatHappensIsSaidOnceAboveTheBar(t *testing.T) {
	var out strings.Builder
	l := onPaper(&out)
	s := halfway()
	s.Title = "docs"
	s.Failures = []job.Failure{{Path: "a.pdf", Reason: "no text in it"}}
	entry := func(seq uint64, level slog.Level, node, text string) journal.Entry {
		return journal.Entry{Seq: seq, Level: level, Node: node, Text: text}
	}
	l.tell(s, cluster.Snapshot{}, []journal.Entry{
		entry(0, slog.LevelInfo, "shed", "ready, Ollama 0.17.4"),
		entry(1, slog.LevelWarn, "shed", "offline: refused\x1b[2J"),
		entry(2, slog.LevelWarn, "", "docs: a.pdf failed for good: no text in it"),
		entry(3, slog.LevelWarn, "", "learned speeds were not kept: disk full"),
	})
	if l.logged != 4 {
		t.Errorf("the log is read from entry %d on, want 4", l.logged)
	}
	l.tell(s, cluster.Snapshot{}, []journal.Entry{
		entry(4, slog.LevelInfo, "shed", cluster.OnTrial),
		entry(5, slog.LevelInfo, "shed", "ready, Ollama 0.17.4"),
		entry(6, slog.LevelInfo, "shed", "loading the model"),
	})
	for text, times := range map[string]int{
		"   shed: offline: refused\\u001b[2J\n": 1, "   shed: ready, Ollama 0.17.4\n": 1, "loading": 0, "for good": 0, "   learned speeds were not kept: disk full\n": 1, "Failed: a.pdf: no text in it\n": 1, "Progress:": 0,
	} {
		if got := strings.Count(out.String(), text); got != times {
			t.Errorf("%q is there %d times, want %d, in %q", text, got, times, out.String())
		}
	}
	if !l.said(embedFailure{Path: "a.pdf", Reason: "no text in it", refusers: "by attic"}) || l.said(embedFailure{Path: "b.pdf", Reason: "no text in it"}) {
		t.Error("it is not known which failures were told")
	}
	if !strings.Contains(out.String(), "\x1b]9;4;1;50") {
		t.Error("the terminal is not told the progress")
	}
	l.clear()
	if !strings.HasSuffix(out.String(), "\x1b]9;4;0\x07\r\x1b[K") {
		t.Errorf("the end is %q", out.String()[max(0, out.Len()-40):])
	}
}

// Between two requests a node still counts as working.
func TestNodesAtWork(t *testing.T) {
	var out strings.Builder
	l := onPaper(&out)
	now := time.Now()
	flock := func(inFlight int, state cluster.State) cluster.Snapshot {
		return cluster.Snapshot{Nodes: []cluster.Node{{ID: "a", State: state, InFlight: inFlight}, {ID: "b", Name: "b", State: cluster.Loading}}}
	}
	for _, c := range []struct {
		after    time.Duration
		inFlight int
		state    cluster.State
		want     int
	}{
		{0, 0, cluster.Ready, 0},
		{0, 2, cluster.Busy, 1},
		{time.Second, 0, cluster.Ready, 1},
		{time.Second, 0, cluster.Ejected, 0},
		{3 * time.Second, 0, cluster.Ready, 0},
	} {
		got := l.atWork(flock(c.inFlight, c.state), now.Add(c.after))
		if got.working != c.want || got.all != 2 || strings.Join(got.loading, "") != "b" {
			t.Errorf("%+v: %+v", c, got)
		}
	}
}
