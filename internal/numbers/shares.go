package numbers

import (
	"cmp"
	"slices"
)

// Shares are parts of a whole in whole per cents that add up to 100, by the
// largest remainders. Only what is all of it has 100, and where there is nothing
// all have 0.
func Shares(parts []int) []int {
	const whole = 100
	out := make([]int, len(parts))
	all := 0
	for _, n := range parts {
		all += max(0, n)
	}
	if all == 0 {
		return out
	}
	left := whole
	byRest := make([]int, len(parts))
	for i, n := range parts {
		out[i] = max(0, n) * whole / all
		left -= out[i]
		byRest[i] = i
	}
	slices.SortStableFunc(byRest, func(a, b int) int {
		return cmp.Compare(max(0, parts[b])*whole%all, max(0, parts[a])*whole%all)
	})
	for _, i := range byRest {
		if left == 0 {
			break
		}
		if parts[i] > 0 && (out[i] < whole-1 || parts[i] == all) {
			out[i]++
			left--
		}
	}
	return out
}
