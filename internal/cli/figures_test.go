package cli

import (
	"math"
	"strings"
	"testing"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
)

// Count and share of errors are of the same requests, and where there was none,
// neither is known.
func TestErrorsAreOfAllRequests(t *testing.T) {
	for want, n := range map[string]cluster.Node{
		"1 (0.1%), 0.0%":         {Requests: 668, Errors: 1},
		"1 (<0.1%), 0.0%":        {Requests: 66800, Errors: 1},
		"30 (50.0%), 12.5%":      {Requests: 60, Errors: 30, ErrorRate: 0.125},
		"0 (0.0%), 0.0%":         {Requests: 5},
		nothing + ", " + nothing: {},
	} {
		if got := errorsOf(n) + ", " + lately(n); got != want {
			t.Errorf("%d of %d: %q, want %q", n.Errors, n.Requests, got, want)
		}
	}
}

func TestTimesOfAColumnHaveOneUnit(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"0.3": 340 * time.Microsecond, "9.9": 9900 * time.Microsecond, "49": 49 * time.Millisecond,
		"120": 120 * time.Millisecond, "2900": 2900 * time.Millisecond, unknown: 0,
	} {
		if got := inMilliseconds(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

// A saving is also held against the best of the other ways, not only against the
// slower of two.
func TestTheReportSaysWhatTheBestOtherWayWouldTake(t *testing.T) {
	nodes := []adaptive.Node{
		{ID: "a", GPU: true, PerText: 10 * time.Millisecond},
		{ID: "b", GPU: true, PerText: 12 * time.Millisecond},
		{ID: "c", PerText: 100 * time.Millisecond},
	}
	r, err := adaptive.NewReport(adaptive.Question{Nodes: nodes, Thresholds: adaptive.DefaultThresholds()}, []int{500})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	row := r.Rows[0]
	printRow(&out, row, adaptive.DefaultThresholds())
	best := adaptive.Best(row.Ways(adaptive.DefaultThresholds()))
	want := "      and " + adaptive.Span(best.Takes-row.Predicted) + " against the best other mode, " + best.Name()
	if best.Takes <= row.Predicted {
		want = "      and nothing against the best other mode, " + best.Name()
	}
	if !strings.Contains(out.String(), "against the slower of sequential and even split\n"+want) {
		t.Errorf("%q is not in:\n%s", want, out.String())
	}
}

// The figures of a batch that was interrupted add up.
func TestWhatIsLeftIsCounted(t *testing.T) {
	s := job.Status{State: job.Running, Documents: 503, Chunks: 5783, Embedded: 1295, Skipped: 991, Walked: true, Elapsed: time.Second}
	r := embedResult{Documents: 503, Chunks: 5783, Embedded: 1295, Skipped: 991}
	if got := summary(s, r); !strings.HasPrefix(got, "503 documents, 5783 chunks: 1295 embedded, 991 already stored, 0 failed, 3497 left in ") {
		t.Error(got)
	}
	s.Walked = false
	if got := summary(s, r); !strings.Contains(got, "3497 left of those found so far") {
		t.Error(got)
	}
	s.State, s.Embedded, r.Embedded = job.Done, 4792, 4792
	if got := summary(s, r); strings.Contains(got, "left") {
		t.Error(got)
	}
}

func TestAnAmountOfDataHasTheUnitThatFitsIt(t *testing.T) {
	for want, bytes := range map[string]int64{
		"0 bytes": 0, "1 byte": 1, "1023 bytes": 1023, "1.0 KiB": 1024, "25.3 KiB": 25_900, "4.0 MiB": 4 << 20, "1.5 GiB": 3 << 29, "2048.0 TiB": 2 << 50,
	} {
		if got := volume(bytes); got != want {
			t.Errorf("%d: %q, want %q", bytes, got, want)
		}
	}
}

// A line of the list of nodes fits 120 columns, with the figures that a busy flock
// has, and no address is lost by that.
func TestNodesFitTheirLines(t *testing.T) {
	var out strings.Builder
	gpu, used, total := 1.0, int64(3<<30), int64(24<<30)
	nodes := []cluster.Node{
		{Name: "127.0.0.1:11500", ID: "http://127.0.0.1:11500"},
		{Name: "studio-gpu-box", ID: "https://ollama.studio.example.org:11434", GPUSource: "server"},
	}
	for i := range nodes {
		n := &nodes[i]
		n.State, n.Health.Score, n.Ping, n.Average, n.Version = cluster.NoModel, 380, 120*time.Millisecond, 1900*time.Millisecond, "0.17.4"
		n.GPUShare, n.VRAMUsed, n.VRAMTotal, n.Requests, n.Errors, n.ErrorRate = &gpu, &used, &total, 123_456, 1234, 0.125
	}
	c := command{streams: Streams{Out: &out}}
	if err := c.printNodes(cluster.Snapshot{Nodes: nodes}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if w := len([]rune(strings.TrimSpace(line))); w > 120 {
			t.Errorf("%d columns: %s", w, line)
		}
	}
	if !strings.Contains(out.String(), "https://ollama.studio.example.org:11434") || strings.Contains(out.String(), "http://127.0.0.1:11500") {
		t.Errorf("addresses:\n%s", out.String())
	}
}

func TestAPaceKnownFromAFewTextsIsMarked(t *testing.T) {
	n := cluster.Node{Average: 1900 * time.Millisecond, Learned: cluster.Speed{PerText: 1900 * time.Millisecond, Texts: 2}}
	if got := perText(&n); got != "~1900" {
		t.Errorf("of two texts: %s", got)
	}
	n.Learned.Texts = 2000
	if got := perText(&n); got != "1900" {
		t.Errorf("of two thousand: %s", got)
	}
}

// The median of an even count lies between the two in the middle, as on the screen.
func TestTheMedianOfMissesIsThatOfTheScreen(t *testing.T) {
	var past []pastBatch
	for _, off := range []float64{0.1, 0.4, -0.3, 9} {
		took := time.Duration((1 + off) * float64(10*time.Second))
		past = append(past, pastBatch{past: job.Past{State: job.Done, Texts: 100, Actual: took, Predicted: 10 * time.Second}})
	}
	past = append(past, pastBatch{past: job.Past{State: job.Cancelled, Texts: 100, Actual: time.Second, Predicted: time.Hour}})
	if median, count := medianMiss(past); count != 4 || math.Abs(median-0.35) > 1e-9 {
		t.Errorf("the median of %d is %v, want 0.35 of 4", count, median)
	}
}

// The hybrid that is told is that of the rules as they are set.
func TestTheReportSpeaksOfTheRulesAsTheyAreSet(t *testing.T) {
	var nodes []adaptive.Node
	for i := range 5 {
		nodes = append(nodes, adaptive.Node{ID: string(rune('a' + i)), PerText: time.Duration(10+i) * time.Millisecond})
	}
	set := adaptive.DefaultThresholds()
	set.HybridNodes = 2
	r, err := adaptive.NewReport(adaptive.Question{Nodes: nodes, Policy: adaptive.Rules, Thresholds: set}, []int{500})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	printRow(&out, r.Rows[0], set)
	if !strings.Contains(out.String(), "Hybrid, 2 of 5 nodes: ") {
		t.Errorf("another hybrid is told:\n%s", out.String())
	}
}
