package cluster

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestFaultsOfANode(t *testing.T) {
	tests := map[string]struct{ came, want string }{ // the newest is the last to come, and the first to be shown
		"none":                 {"", ""},
		"one":                  {"a", "a1"},
		"equal ones in a row":  {"aaa", "a3"},
		"several":              {"aab", "b1 a2"},
		"one that came before": {"aaba", "a1 b1"},
		"again and again":      {"ababab", "b1 a1"},
		"more than are kept":   {"abcdefghij", "j1 i1 h1 g1 f1 e1 d1 c1"},
		"a known one, all kept": {
			"abcdefgha", "a1 h1 g1 f1 e1 d1 c1 b1",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			m := healthy()
			at := time.Unix(1e9, 0)
			for _, r := range test.came {
				at = at.Add(time.Second)
				m.fail(string(r), at)
			}
			var got []string
			for _, f := range m.faults {
				got = append(got, fmt.Sprint(f.Text, f.Count))
			}
			if text := strings.Join(got, " "); text != test.want {
				t.Errorf("%s, want %s", text, test.want)
			}
			if len(m.faults) > 0 && (!m.faults[0].At.Equal(at) || !m.lastAt.Equal(at) || m.lastErr != m.faults[0].Text) {
				t.Errorf("the newest is %+v; the last error %q of %v", m.faults[0], m.lastErr, m.lastAt)
			}
		})
	}
}

// What stands in a snapshot stays, whatever comes after it.
func TestPublishedFaultsNeverChange(t *testing.T) {
	m := healthy()
	m.fail("a", time.Now())
	m.fail("b", time.Now())
	before := m.faults
	for range 3 {
		m.fail("b", time.Now())
		m.fail("a", time.Now())
	}
	if before[0].Text != "b" || before[0].Count != 1 || before[1].Text != "a" || len(before) != 2 {
		t.Errorf("they became %+v", before)
	}
}

func TestFaultsAreFitToBeShown(t *testing.T) {
	m := healthy()
	m.fail("5 requests failed, the last with: \x1b[2J"+strings.Repeat("é", maxForeign), time.Now())
	if text := m.faults[0].Text; len(text) > maxForeign+len("…") || strings.ContainsRune(text, '\x1b') {
		t.Errorf("%d bytes: %q", len(text), text)
	}
}
