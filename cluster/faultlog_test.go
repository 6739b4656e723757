package cluster

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"flocktop/cluster/dispatch"
)

func TestAFaultIsLoggedOnceANodeAndCause(t *testing.T) {
	var out bytes.Buffer
	f := &Flock{cfg: Config{Log: slog.New(slog.NewTextHandler(&out, nil))}}
	attic, shed := &member{NodeConfig: NodeConfig{Name: "attic"}}, &member{NodeConfig: NodeConfig{Name: "shed"}}
	crash := fault{kind: dispatch.BadTexts, reason: "the server's runner crashed"}
	lines := func() int { return strings.Count(out.String(), "\n") }
	now := time.Unix(1000, 0)
	for range 5 {
		f.logFault(attic, crash, now)
		now = now.Add(time.Second)
	}
	if lines() != 1 || !strings.Contains(out.String(), "level=WARN") || !strings.Contains(out.String(), "node=attic") {
		t.Fatalf("logged is %s", out.String())
	}
	f.logFault(shed, crash, now)
	f.logFault(attic, fault{kind: dispatch.Overloaded, reason: "server busy"}, now)
	if lines() != 3 {
		t.Fatalf("another node and another cause are told of: %s", out.String())
	}
	out.Reset()
	now = now.Add(toldAgain)
	f.logFault(attic, crash, now)
	if !strings.Contains(out.String(), "and 4 times since") {
		t.Errorf("logged is %s", out.String())
	}
	f.logFault(attic, fault{kind: dispatch.Hopeless, reason: "too long"}, now)
	if lines() != 1 {
		t.Errorf("a text that is too long is no fault of the node: %s", out.String())
	}
	for i := range 1000 {
		f.logFault(attic, fault{kind: dispatch.BadTexts, reason: fmt.Sprint("error ", i)}, now)
	}
	if len(attic.told) > 16 {
		t.Errorf("%d causes are kept", len(attic.told))
	}
}
