package numbers

import (
	"cmp"
	"slices"
)

// Largest are the indexes of the n largest of so many values, the largest first, and
// of equal ones that which stands first. A few of many are found without sorting all.
func Largest[V cmp.Ordered](of, n int, value func(int) V) []int {
	n = max(0, min(n, of))
	out := make([]int, 0, n)
	if n == 0 {
		return out
	}
	for i := range of {
		v := value(i)
		if len(out) == n && cmp.Compare(v, value(out[n-1])) <= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(out, v, func(j int, v V) int {
			if cmp.Compare(value(j), v) >= 0 { // it came before
				return -1
			}
			return 1
		})
		if len(out) == n {
			out = out[:n-1]
		}
		out = slices.Insert(out, at, i)
	}
	return out
}
