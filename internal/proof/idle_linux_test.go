package proof_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"flocktop/internal/cputime"
	"flocktop/internal/simulate"
)

// BenchmarkIdleDashboard measures what an idle dashboard of 200×50 costs, as a
// share of one core: the real program under a pseudo terminal, its nodes probed
// at the default interval by servers in another process. The first seconds, in
// which every node is met and checked, are not counted.
func BenchmarkIdleDashboard(b *testing.B) {
	for nodes, fit := range map[int]string{10: "10/10", 1000: "1,000/1,000"} {
		b.Run(fmt.Sprintf("%d_nodes", nodes), func(b *testing.B) {
			h := newHome(b, nil)
			configure(b, h, nodes)
			screen := h.dashboard()
			screen.await(fmt.Sprintf("● %s nodes", fit))
			pid := screen.cmd.Process.Pid
			const settling, watched = 15 * time.Second, 30 * time.Second
			time.Sleep(settling) // what is measured is what goes on meanwhile
			for b.Loop() {
				before := cputime.Of(b, pid)
				time.Sleep(watched)
				b.ReportMetric(100*(cputime.Of(b, pid)-before).Seconds()/watched.Seconds(), "%core")
			}
			screen.press("q")
			screen.wait()
		})
	}
}

// configure makes a flock of so many nodes: one server stands for all, and a
// node's address has a path of its own.
func configure(b *testing.B, h *home, nodes int) {
	b.Helper()
	node := simulate.New(simulate.Spec{Models: simulate.Known(simulate.Nomic)})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		r.URL.Path = "/" + rest
		node.ServeHTTP(w, r)
	}))
	b.Cleanup(server.Close)
	var file bytes.Buffer
	fmt.Fprintf(&file, "model = %q\n", simulate.Nomic)
	for i := range nodes {
		fmt.Fprintf(&file, "[[nodes]]\nname = \"node-%04d\"\nurl = \"%s/%d\"\n", i, server.URL, i)
	}
	path := filepath.Join(h.dir, "config", "flocktop", "config.toml")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
}
