// Package numbers writes numbers for people, in the way that all of what people
// read here shares: on the screen and in sentences.
package numbers

import (
	"strconv"
	"strings"
)

// Count writes a number with its thousands apart: 12,405.
func Count[N int | int64](n N) string {
	digits := strconv.FormatInt(int64(n), 10)
	start := 0
	if n < 0 {
		start = 1
	}
	out := make([]byte, 0, len(digits)+len(digits)/3)
	for i := range len(digits) {
		if i > start && (len(digits)-i)%3 == 0 {
			out = append(out, ',')
		}
		out = append(out, digits[i])
	}
	return string(out)
}

// Plural writes a number with its noun: 1 node, 2 nodes, 2 entries.
func Plural[N int | int64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "y"); ok {
		return Count(n) + " " + stem + "ies"
	}
	return Count(n) + " " + noun + "s"
}

// Percent is a share of one in whole per cents. Only what is complete is 100,
// and what is not a number is 0.
func Percent(share float64) int {
	const whole = 100
	if !(share > 0) {
		return 0
	}
	if share >= 1 {
		return whole
	}
	return min(int(share*whole+0.5), whole-1)
}
