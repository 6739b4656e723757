package ui

import (
	"testing"

	"flocktop/internal/config"
)

func TestLimitsAreInTheUnitsOfTheScreen(t *testing.T) {
	two := func(warn, critical float64) config.Limits { return config.Limits{Warn: warn, Critical: critical} }
	got := LimitsOf(config.Thresholds{
		Errors: two(0.01, 0.1), AverageMS: two(100, 200), PingMS: two(150, 500), VRAM: two(0.9, 0.98), Health: two(50, 20), Queued: two(8, 32),
	})
	want := Limits{
		Errors: Limit{0.01, 0.1}, Average: Limit{0.1, 0.2}, Ping: Limit{0.15, 0.5}, VRAM: Limit{0.9, 0.98}, Health: Limit{50, 20}, Queued: Limit{8, 32},
	}
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
