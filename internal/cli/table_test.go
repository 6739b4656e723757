package cli

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mattn/go-runewidth"
	"pgregory.net/rapid"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
)

// onWidth is what a command prints on a terminal that is so wide; 0 is none.
func onWidth(t *testing.T, width int, show func(*command) error) (lines []string) {
	t.Helper()
	var out strings.Builder
	console := func() *Console { return &Console{Width: func() int { return width }, Restore: func() {}} }
	if err := show(&command{onTerminal: width > 0, streams: Streams{Out: &out, Console: console}}); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
}

func someNodes() cluster.Snapshot {
	share, used, total := 1.0, int64(600<<20), int64(8<<30)
	var s cluster.Snapshot
	for _, name := range []string{"attic", "gpu-box-7.cellar.sheep.example.org:11434", "gpu-box-8.cellar.sheep.example.org:11434"} {
		s.Nodes = append(s.Nodes, cluster.Node{
			ID: "http://" + name, Name: name, State: cluster.Ready, GPUShare: &share, GPUSource: "server", VRAMUsed: &used, VRAMTotal: &total,
			Ping: 31 * time.Millisecond, Average: 12 * time.Millisecond, Requests: 12_405, Errors: 31, Version: "0.17.4",
		})
	}
	return s
}

func someHistory() []pastBatch {
	var past []pastBatch
	for i, title := range []string{"wool/", "handbook-of-shepherds/second-edition/chapters/", "handbook-of-shepherds/third-edition/chapters/"} {
		p := job.Past{State: job.Done, Texts: 12_000, Actual: time.Minute, Waited: 2 * time.Second, Predicted: 58 * time.Second, Bound: 55 * time.Second}
		past = append(past, pastBatch{
			Job: int64(i + 1), Title: title, Outcome: job.DoneWithFailures, Embedded: p.Texts, Earlier: 300, Failed: 2, past: p,
			Decision: &job.Decision{Mode: adaptive.Sequential, Reason: adaptive.SmallBatch},
		})
	}
	return past
}

func TestTablesFitTheTerminal(t *testing.T) {
	for name, test := range map[string]struct {
		show   func(*command) error
		rows   int
		always []string // on the narrow terminal too
		wide   []string // where there is room
		names  []string // whole where there is room
	}{
		"nodes": {
			func(c *command) error { return c.printNodes(someNodes()) }, 3,
			[]string{"NODE", "STATE", "HEALTH", "GPU", "AVG MS", "ERRORS", "attic", "gpu-box", ":11434"},
			[]string{"PING MS", "REQUESTS", "VERSION", "0.17.4"},
			[]string{"gpu-box-7.cellar.sheep.example.org:11434"},
		},
		"history": {
			func(c *command) error { return c.printHistory(someHistory()) }, 3,
			[]string{"JOB", "ENDED", "BATCH", "STATE", "EMBEDDED", "TOOK", "wool/", "300+12000", "handbo", "hapters/"},
			[]string{"WAITED", "REASON", "small_batch", "LIMIT"},
			[]string{"handbook-of-shepherds/second-edition/chapters/"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			has := func(lines, words []string, want bool) {
				t.Helper()
				for _, word := range words {
					if text := strings.Join(lines, "\n"); strings.Contains(text, word) != want {
						t.Errorf("shown is %q: %t, want %t\n%s", word, !want, want, text)
					}
				}
			}
			narrow, wide, whole := onWidth(t, 80, test.show), onWidth(t, 200, test.show), onWidth(t, 0, test.show)
			for _, line := range narrow {
				if w := runewidth.StringWidth(line); w > 80 {
					t.Errorf("%d cells: %q", w, line)
				}
			}
			head, said := narrow[:test.rows+1], narrow[test.rows+1]
			has(head, test.always, true)
			has(head, append(test.wide, test.names...), false)
			has([]string{said}, []string{test.wide[0], "No room for ", "--json has all"}, true)
			if strings.Join(wide, "\n") != strings.Join(whole, "\n") {
				t.Errorf("on a wide terminal it is not what it is without one:\n%s", strings.Join(wide, "\n"))
			}
			has(wide, append(append(test.always, test.wide...), test.names...), true)
			has(wide, []string{"No room", "…"}, false)
		})
	}
}

// Addresses are for copying.
func TestAnAddressIsNeverCut(t *testing.T) {
	s := cluster.Snapshot{Nodes: []cluster.Node{{ID: "https://ollama.cellar.sheep.example.org:8443/behind/a/proxy/and/another/one", Name: "box"}}}
	lines := onWidth(t, 60, func(c *command) error { return c.printAddresses(s) })
	if text := strings.Join(lines, "\n"); !strings.Contains(text, s.Nodes[0].ID) {
		t.Error(text)
	}
}

// Whatever stands in a table, it is as wide as the terminal or as narrow as it can be,
// and tells which columns are missing.
func TestATableIsNoWiderThanItMustBe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "columns")
		var columns []column
		for i := range n {
			columns = append(columns, column{
				head: fmt.Sprint("H", i), rank: rapid.IntRange(0, 3).Draw(t, "rank"), least: rapid.SampledFrom([]int{0, 3, 8}).Draw(t, "least"),
			})
		}
		row := rapid.SliceOfN(rapid.StringN(0, 30, -1), n, n)
		rows := rapid.SliceOfN(row, 1, 4).Draw(t, "rows")
		width := rapid.IntRange(1, 120).Draw(t, "width")
		shown, left := fitted(columns, rows, width)
		if len(shown) != len(rows)+1 || len(shown[0])+len(left) != n {
			t.Fatalf("%d of %d rows, %d of %d columns and %d left out", len(shown)-1, len(rows), len(shown[0]), n, len(left))
		}
		widths := widthsOf(shown)
		if wide(widths) <= width {
			return
		}
		for i, head := range shown[0] {
			at := int(head[1] - '0')
			if columns[at].rank > 0 || columns[at].least > 0 && widths[i] > max(columns[at].least, len(head)) {
				t.Fatalf("%d cells of %d, and %s of %d could give way: %q", wide(widths), width, head, widths[i], shown)
			}
		}
	})
}

func TestANameIsCutInItsMiddle(t *testing.T) {
	for name, want := range map[string]string{
		"box":                         "box",
		"gpu-box-7.example.org:11434": "gpu-bo…11434",
		"牧羊人的手册/第二版/章节":               "牧羊人…/章节",
	} {
		if got := middleCut(name, 12); got != want || runewidth.StringWidth(got) > 12 {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
