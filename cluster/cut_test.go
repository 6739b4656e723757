package cluster_test

import (
	"log/slog"
	"strings"
	"testing"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

func TestAServerThatCutsTextsInSilenceIsNamed(t *testing.T) {
	const cut = `level=WARN msg="cuts texts in silence`
	for name, test := range map[string]struct {
		text  string
		times int
		named bool
	}{
		"prose":     {"sheep and wool ", 400, true},
		"drawn box": {"\u2500\u2500\u2500\u2500\u2500 wool ", 400, false}, // counted as more tokens than it may have
		"it fits":   {"\u00fcbel caf\u00e9 ", 20, false},                  // a vocabulary without accents has fewer tokens for it
	} {
		t.Run(name, func(t *testing.T) {
			if log := logOfCutting(t, test.text, test.times); strings.Contains(log, cut) != test.named {
				t.Errorf("the log says %s", log)
			}
		})
	}
}

// logOfCutting is what is logged when a server that cuts gets so many repetitions
// of a text, which are counted as three tokens or more each.
func logOfCutting(t *testing.T, text string, times int) string {
	t.Helper()
	var log logged
	b := newBenchWith(t, func(cfg *cluster.Config, servers []*simulate.Server) {
		cfg.Log = slog.New(slog.NewTextHandler(&log, nil))
		if err := servers[0].Set(simulate.Fault{Kind: simulate.SilentTruncation}); err != nil {
			t.Fatal(err)
		}
	}, fast("cutter"))
	long := texts(1, strings.Repeat(text, times))
	long[0].Work = float64(max(3*times, 163))
	source := make(chan []cluster.Text, 1)
	source <- long
	close(source)
	_, err := b.flock.Embed(t.Context(), cluster.Batch{
		Model: testModel, Digest: b.flock.Snapshot().Digest, Exact: true, Texts: source,
		Expected: func() (int, bool) { return 0, true }, Ledger: newMemory(),
	})
	if err != nil {
		t.Error(err)
	}
	return log.String()
}
