package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
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

const unknown = "n/a"

// duration is a time for people, unknown where it is 0.
func duration(d time.Duration) string {
	switch {
	case d <= 0:
		return unknown
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1fms", float64(d)/float64(time.Millisecond))
	case d < time.Second:
		return fmt.Sprintf("%dms", d.Milliseconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%.1fs", d.Seconds())
	default:
		return d.Round(time.Second).String()
	}
}

func size(bytes *int64) string {
	if bytes == nil {
		return unknown
	}
	const gigabyte = 1 << 30
	return fmt.Sprintf("%.1f GB", float64(*bytes)/gigabyte)
}

func percent(share float64) string { return fmt.Sprintf("%.0f%%", share*100) }

// milliseconds is a duration as JSON has it; nil where it is unknown.
func milliseconds(d time.Duration) *float64 {
	if d <= 0 {
		return nil
	}
	ms := float64(d) / float64(time.Millisecond)
	return &ms
}
