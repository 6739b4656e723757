package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"flocktop/adaptive"
)

// writeJSON writes one value, indented, for people who look at it too.
func writeJSON(to io.Writer, value any) error {
	encoder := json.NewEncoder(to)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	return nil
}

// unknown stands for what is not known, and nothing for what there is none of.
const (
	unknown = "n/a"
	nothing = "-"
)

// duration is a time for people, unknown where it is 0.
func duration(d time.Duration) string {
	if d <= 0 {
		return unknown
	}
	return adaptive.Span(d)
}

// size is an amount of memory for people.
func size(bytes *int64) string {
	if bytes == nil {
		return unknown
	}
	const gibibyte = 1 << 30
	return fmt.Sprintf("%.1f GiB", float64(*bytes)/gibibyte)
}

// volume is an amount of data for people, in the unit that fits it.
func volume(bytes int64) string {
	const step = 1024
	units := []string{"KiB", "MiB", "GiB", "TiB"}
	if bytes < step {
		return plural(int(bytes), "byte", "bytes")
	}
	n, at := float64(bytes)/step, 0
	for n >= step && at < len(units)-1 {
		n, at = n/step, at+1
	}
	return fmt.Sprintf("%.1f %s", n, units[at])
}

func percent(share float64) string { return fmt.Sprintf("%.0f %%", share*100) }

// inMilliseconds is a time in a column of milliseconds; unknown where it is 0.
func inMilliseconds(d time.Duration) string {
	const fine = 10 * time.Millisecond
	switch ms := float64(d) / float64(time.Millisecond); {
	case d <= 0:
		return unknown
	case d < fine:
		return fmt.Sprintf("%.1f", ms)
	default:
		return fmt.Sprintf("%.0f", ms)
	}
}

// milliseconds is a duration as JSON has it; nil where it is unknown.
func milliseconds(d time.Duration) *float64 {
	if d <= 0 {
		return nil
	}
	ms := float64(d) / float64(time.Millisecond)
	return &ms
}
