package cluster

import (
	"fmt"
	"testing"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster/dispatch"
)

// BenchmarkReportOfAThousandNodes is what a batch that is restricted to its nodes
// works out for each report, ten times a second.
func BenchmarkReportOfAThousandNodes(b *testing.B) {
	f := &Flock{clock: newClock(machineClock(), func(stop) {})}
	r := &run{f: f, d: dispatch.New(dispatch.DefaultSettings(), nil), began: f.clock.mark()}
	r.steering.Forced = adaptive.Parallel
	for i := range 1000 {
		id := fmt.Sprintf("http://node-%04d.pasture.example:11434", i)
		r.report.nodes = append(r.report.nodes, adaptive.Node{ID: id, PerText: time.Millisecond, PerRequest: time.Microsecond})
		r.report.verdict.Nodes = append(r.report.verdict.Nodes, id)
		r.parts = append(r.parts, &part{Share: Share{Node: id}, computed: 100, served: time.Second, work: 1000, replies: 10})
	}
	r.d.Add(dispatch.Text{ID: 1, Work: 10})
	b.ReportAllocs()
	for b.Loop() {
		if len(r.speeds()) != 1000 || len(r.used()) != 1000 {
			b.Fatal("not all nodes are reported")
		}
	}
}
