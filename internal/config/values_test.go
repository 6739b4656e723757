package config

import (
	"testing"

	"pgregory.net/rapid"
)

func TestParseSize(t *testing.T) {
	for text, want := range map[string]int64{
		"8GB": 8 << 30, "8 GiB": 8 << 30, "7.5gb": 15 << 29, "512MB": 512 << 20, "16384 mb": 16 << 30, "1TB": 1 << 40,
		"100B": 100, "2kb": 2 << 10, "0GB": 0,
	} {
		if got, err := parseSize(text); err != nil || got != want {
			t.Errorf("parseSize(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "8", "GB", "-8GB", "8G B", "1e3GB", "99999999TB", "8GB8", "NaNGB"} {
		if got, err := parseSize(text); err == nil {
			t.Errorf("parseSize(%q) = %d, want an error", text, got)
		}
	}
}

func TestSizesSurviveWriting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bytes := rapid.OneOf(
			rapid.Int64Range(0, maxSize),
			rapid.Map(rapid.Int64Range(0, 1024), func(n int64) int64 { return n * giga }),
		).Draw(t, "bytes")
		got, err := parseSize(formatSize(bytes))
		if err != nil || got != bytes {
			t.Fatalf("%d is written %s and read %d, %v", bytes, formatSize(bytes), got, err)
		}
	})
}

func TestNearest(t *testing.T) {
	known := []string{"model", "mode", "policy", "poll_interval", "store", "nodes"}
	for wrong, want := range map[string]string{
		"modell": "model", "mod": "mode", "plicy": "policy", "pollinterval": "poll_interval", "pol_intervall": "poll_interval",
		"Store": "store", "wool": "", "x": "", "": "", "something_else": "",
	} {
		if got := Nearest(wrong, known); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", wrong, got, want)
		}
	}
}
