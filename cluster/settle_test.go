package cluster

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// Of a node that was called slow the log says when it is well again, unless nobody
// knows: a batch may end before the request that was late.
func TestTheLogSaysWhenANodeIsAtItsUsualPaceAgain(t *testing.T) {
	const well, stays = "back to its usual pace", "that is its usual pace now"
	for name, c := range map[string]struct {
		slow, well func(*member)
		says       string
	}{
		"by answers": {
			func(m *member) { m.speeds[ownDigest] = slowed() },
			func(m *member) { m.speeds[ownDigest].PerUnit = 0.001 }, well,
		},
		"not quite": {
			func(m *member) { m.speeds[ownDigest] = slowed() },
			func(m *member) { m.speeds[ownDigest].PerUnit = 0.0018 }, "",
		},
		"a late request": {
			func(m *member) { m.overdue = overdue{lasted: 9 * time.Second, expected: time.Second} },
			func(m *member) { m.overdue = overdue{} }, well,
		},
		"the end of the batch": {
			func(m *member) { m.overdue = overdue{lasted: 9 * time.Second, expected: time.Second} },
			func(m *member) { m.overdue = overdue{unended: true} }, "",
		},
		"slow for so long that it is usual": {
			func(m *member) { m.speeds[ownDigest] = slowed() },
			func(m *member) { m.speeds[ownDigest].usual = m.speeds[ownDigest].PerUnit }, stays,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			f := &Flock{cfg: Config{Log: slog.New(slog.NewTextHandler(&out, nil))}, model: ownModel, digest: ownDigest}
			m := healthy()
			f.settleNode(m)
			c.slow(m)
			f.settleNode(m)
			if m.state != Slow || !strings.Contains(out.String(), "slow: ") {
				t.Fatalf("it is %s; the log says %s", m.state, out.String())
			}
			c.well(m)
			f.settleNode(m)
			f.settleNode(m)
			for _, sentence := range []string{well, stays} {
				if n := strings.Count(out.String(), sentence); n > 1 || (n == 1) != (c.says == sentence) {
					t.Errorf("it is %s; the log says\n%s", m.state, out.String())
				}
			}
		})
	}
}

// A node that comes back and is slow at once is back all the same.
func TestTheLogSaysOfASlowNodeThatItIsBack(t *testing.T) {
	var out bytes.Buffer
	f := &Flock{cfg: Config{Log: slog.New(slog.NewTextHandler(&out, nil))}, model: ownModel, digest: ownDigest}
	m := healthy()
	f.settleNode(m)
	m.ejected, m.problem = true, "silent"
	f.settleNode(m)
	if m.state.Works() {
		t.Fatal("it is", m.state)
	}
	out.Reset()
	m.ejected = false
	m.overdue = overdue{lasted: 9 * time.Second, expected: time.Second}
	f.settleNode(m)
	if back, slow := strings.Index(out.String(), "ready, Ollama"), strings.Index(out.String(), "slow: "); m.state != Slow || back < 0 || slow < back {
		t.Errorf("it is %s; the log says\n%s", m.state, out.String())
	}
}
