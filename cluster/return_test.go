package cluster_test

import (
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// What the log says of a node that was away, in the order in which it is so.
func TestTheLogOfANodeThatComesBack(t *testing.T) {
	const away, back = 2 * time.Second, 12 * time.Second
	for name, c := range map[string]struct {
		trouble []simulate.Fault // that it has when it answers again, for two seconds
		want    string
	}{
		"well":           {nil, `^(WARN ejected: \S+ )?WARN offline: \S+ (INFO answers-again\S* )?INFO ready\S* $`},
		"and fails anew": {[]simulate.Fault{{Kind: simulate.HTMLPage}}, `^(WARN ejected: \S+ )?WARN offline: \S+ INFO answers-again\S* WARN ejected: a-web-page\S+ INFO ready\S* $`},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log logged
				b := newBubble(t, func(cfg *cluster.Config, _ []*simulate.Server) {
					cfg.Log = slog.New(slog.NewTextHandler(&log, nil))
				}, steady("leaves"), steady("stays"))
				b.soon(t, time.Hour, b.batch(newMemory(), texts(100)))
				begun := len(log.String())
				time.AfterFunc(away, func() { set(t, b.servers[0], simulate.Fault{Kind: simulate.Down}) })
				time.AfterFunc(back, func() { set(t, b.servers[0], c.trouble...) })
				time.AfterFunc(back+2*time.Second, func() { set(t, b.servers[0]) })
				b.soon(t, time.Hour, b.batch(newMemory(), texts(3000)[100:]))
				got := ""
				for _, m := range regexp.MustCompile(`level=(\w+) msg="?([^"\n]*?)"? node=leaves`).FindAllStringSubmatch(log.String()[begun:], -1) {
					text := strings.ReplaceAll(strings.ReplaceAll(m[2], " ", "-"), ":-", ": ")
					got += m[1] + " " + text + " "
				}
				if !regexp.MustCompile(c.want).MatchString(got) {
					t.Errorf("the log says\n%s\nwant\n%s", got, c.want)
				}
			})
		})
	}
}
