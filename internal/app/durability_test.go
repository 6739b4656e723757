package app

import (
	"testing"

	"flocktop/internal/config"
	"flocktop/internal/store"
)

func TestDurability(t *testing.T) {
	for setting, want := range map[string]store.Durability{
		config.FullDurability:   store.Full,
		config.NormalDurability: store.Normal,
		"":                      store.Full, // a configuration that was made in code
	} {
		if got := durability(setting); got != want {
			t.Errorf("%q is %v, want %v", setting, got, want)
		}
	}
}
