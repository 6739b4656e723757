package ui

import (
	"fmt"
	"strings"
	"testing"
)

func TestTheClockIsNeverCut(t *testing.T) {
	titles := []string{"", "mixed", "three GPUs of one kind, and a title that is longer than any header has room for"}
	for w := 80; w <= 200; w++ {
		for _, title := range titles {
			t.Run(fmt.Sprintf("%d cells, title of %d", w, len(title)), func(t *testing.T) {
				onScreen(t, w, 24, func() *fakeEngine {
					e := busyFlock()
					e.settings.Simulated = title
					e.jobs[1].Rate = 12345
					return e
				}, func(s *screen) {
					first, _, _ := strings.Cut(s.view(), "\n")
					if !strings.HasSuffix(strings.TrimRight(first, " "), clock(frozen)) || !strings.Contains(first, "12,345 texts/s") {
						t.Errorf("header %q", first)
					}
				})
			})
		}
	}
}
