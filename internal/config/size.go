package config

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Memory comes in powers of 1024, whatever the letters say: a card of "8GB" has 8·1024³ bytes.
const (
	kilo = 1 << 10
	mega = 1 << 20
	giga = 1 << 30
	tera = 1 << 40
)

// maxSize is more memory than any node has; above it a number is a mistake.
const maxSize = 1024 * tera

var sizePattern = regexp.MustCompile(`^(\d+(?:\.\d+)?)\s*([KMGT]?)I?B$`)

// parseSize reads an amount of memory, such as "8GB", "8 GiB" or "7.5gb"; bytes.
func parseSize(s string) (int64, error) {
	bad := fmt.Errorf(`must be an amount of memory, such as "8GB" or "512MB", not %s`, shown(s))
	m := sizePattern.FindStringSubmatch(strings.ToUpper(strings.TrimSpace(s)))
	if m == nil {
		return 0, bad
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return 0, bad
	}
	unit := map[string]float64{"": 1, "K": kilo, "M": mega, "G": giga, "T": tera}[m[2]]
	if n *= unit; n > maxSize {
		return 0, bad
	}
	return int64(math.Round(n)), nil
}

// formatSize writes what parseSize reads, in the largest unit that leaves no fraction.
func formatSize(bytes int64) string {
	for _, u := range []struct {
		unit int64
		name string
	}{{tera, "TB"}, {giga, "GB"}, {mega, "MB"}, {kilo, "KB"}} {
		if bytes != 0 && bytes%u.unit == 0 {
			return fmt.Sprintf("%d%s", bytes/u.unit, u.name)
		}
	}
	return fmt.Sprintf("%dB", bytes)
}
