package config

import (
	"fmt"
	"io"
	"log/slog"
)

// hidden stands where a secret would.
const hidden = "•••"

// Secret is a text that nobody may see by accident: printed, logged or encoded it is "•••". The text is held by a
// function, since fmt prints the fields of structs that it cannot call methods on, as they are in memory.
type Secret struct{ reveal func() string }

// NewSecret hides a text.
func NewSecret(text string) Secret { return Secret{func() string { return text }} }

// Reveal gives the text to whoever has to send it.
func (s Secret) Reveal() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

func (Secret) String() string { return hidden }

// GoString is for %#v.
func (Secret) GoString() string { return hidden }

// Format is for every verb.
func (Secret) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, hidden) }

// MarshalText is for JSON and whatever else encodes by it.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// LogValue is for slog.
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }
