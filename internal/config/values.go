package config

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// The setters below finish the sentence "KEY …": their errors say what the value must be, and what it is.

func text(field func(*Config) *string) func(*Config, given) error {
	return func(c *Config, g given) error {
		s, err := asText(g.value)
		if err == nil {
			*field(c) = s
		}
		return err
	}
}

func path(field func(*Config) *string) func(*Config, given) error {
	return func(c *Config, g given) error {
		s, err := asText(g.value)
		if err != nil {
			return err
		}
		full, err := expandPath(s, g.base)
		if err == nil {
			*field(c) = full
		}
		return err
	}
}

func choice(field func(*Config) *string, allowed ...string) func(*Config, given) error {
	return func(c *Config, g given) error {
		if s, ok := g.value.(string); ok {
			for _, a := range allowed {
				if strings.EqualFold(strings.TrimSpace(s), a) {
					*field(c) = a
					return nil
				}
			}
		}
		last := len(allowed) - 1
		return fmt.Errorf("must be %s or %s, not %s", strings.Join(allowed[:last], ", "), allowed[last], shown(g.value))
	}
}

func duration(field func(*Config) *time.Duration, low, high time.Duration) func(*Config, given) error {
	return func(c *Config, g given) error {
		if s, ok := g.value.(string); ok {
			if d, err := time.ParseDuration(strings.TrimSpace(s)); err == nil && d >= low && d <= high {
				*field(c) = d
				return nil
			}
		}
		return fmt.Errorf(`must be a time from %s to %s, such as "2s" or "1m30s", not %s`,
			shortDuration(low), shortDuration(high), shown(g.value))
	}
}

func whole(field func(*Config) *int, low, high int) func(*Config, given) error {
	return func(c *Config, g given) error {
		n, ok := g.value.(int64)
		if !ok || n < int64(low) || n > int64(high) {
			return fmt.Errorf("must be a whole number from %d to %d, not %s", low, high, shown(g.value))
		}
		*field(c) = int(n)
		return nil
	}
}

// above is for numbers greater than low; high keeps infinity out.
func above(field func(*Config) *float64, low, high float64) func(*Config, given) error {
	return func(c *Config, g given) error {
		x, ok := asNumber(g.value)
		if !ok || x <= low || x > high {
			return fmt.Errorf("must be a number above %g and up to %.0f, not %s", low, high, shown(g.value))
		}
		*field(c) = x
		return nil
	}
}

// share is for numbers from 0 to below 1, or to a lower limit.
func share(field func(*Config) *float64, limit float64) func(*Config, given) error {
	return func(c *Config, g given) error {
		x, ok := asNumber(g.value)
		if !ok || x < 0 || x > limit || x >= 1 {
			if limit < 1 {
				return fmt.Errorf("must be a number from 0 to %g, not %s", limit, shown(g.value))
			}
			return fmt.Errorf("must be a number from 0 to below 1, not %s", shown(g.value))
		}
		*field(c) = x
		return nil
	}
}

// amount is for numbers from 0 to a limit, both included.
func amount(field func(*Config) *float64, limit float64) func(*Config, given) error {
	return func(c *Config, g given) error {
		x, ok := asNumber(g.value)
		if s, isText := g.value.(string); isText && g.typed {
			parsed, err := strconv.ParseFloat(s, 64)
			x, ok = parsed, err == nil && !math.IsNaN(parsed)
		}
		if !ok || x < 0 || x > limit {
			return fmt.Errorf("must be a number from 0 to %g, not %s", limit, shown(g.value))
		}
		*field(c) = x
		return nil
	}
}

func yesOrNo(field func(*Config) *bool) func(*Config, given) error {
	return func(c *Config, g given) error {
		b, ok := g.value.(bool)
		if s, isText := g.value.(string); isText && g.typed {
			parsed, err := strconv.ParseBool(strings.ToLower(strings.TrimSpace(s)))
			b, ok = parsed, err == nil
		}
		if !ok {
			return fmt.Errorf("must be true or false, not %s", shown(g.value))
		}
		*field(c) = b
		return nil
	}
}

// asText takes a string that says something and that a terminal can show.
func asText(value any) (string, error) {
	s, ok := value.(string)
	if !ok {
		return "", fmt.Errorf("must be a text in quotation marks, not %s", shown(value))
	}
	s = strings.TrimSpace(s)
	if s == "" {
		return "", errors.New("must not be empty")
	}
	if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return "", fmt.Errorf("must be printable, not %s", shown(s))
	}
	return s, nil
}

// asNumber takes 5 for 5.0, and neither infinity nor what is no number.
func asNumber(value any) (float64, bool) {
	switch v := value.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, !math.IsNaN(v) && !math.IsInf(v, 0)
	}
	return 0, false
}

// shown is a value as a message quotes it: short, on one line, with its kind where that is what is wrong.
func shown(value any) string {
	const longest = 60
	var s string
	switch v := value.(type) {
	case string:
		if s = strconv.Quote(v); swallowed(v) {
			s = "a text that had better not be shown"
		}
	case int64, float64, bool:
		s = fmt.Sprint(v)
	case []any:
		return "a list"
	case map[string]any:
		return "a table"
	default: // TOML's dates and times
		s = fmt.Sprintf("the date or time %v", v)
	}
	if runes := []rune(s); len(runes) > longest {
		s = string(runes[:longest]) + "…"
	}
	return s
}

// shownKind is a value of which only the kind is told: it may hold anything.
func shownKind(value any) string {
	if _, ok := value.(string); ok {
		return "a text"
	}
	return shown(value)
}

// shortDuration is a round duration without its zeros: "1h", not "1h0m0s".
func shortDuration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
