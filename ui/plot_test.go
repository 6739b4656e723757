package ui

import (
	"strings"
	"testing"
)

func TestALowGraphIsStillOne(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		full := plot{values: []float64{10, 10, 10, 10}, unit: 1}
		for h := 1; h < 5; h++ {
			lines := full.draw(s.model.scene(), 40, h)
			if len(lines) != h {
				t.Errorf("%d lines where there is room for %d", len(lines), h)
			}
			if text := strings.Join(lines, "\n"); !strings.ContainsAny(text, "⢀⣀⣤⣶⣿⢸⡀⡄⡆⡇⢠⢰") {
				t.Errorf("no graph on %d lines:\n%s", h, text)
			}
		}
	})
}
