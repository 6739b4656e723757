package simulate

// golden is 2^64 over the golden ratio, the usual increment between the states
// of a SplitMix64 generator.
const golden = 0x9e3779b97f4a7c15

// mix is the output function of SplitMix64: a bijection of 64-bit numbers under
// which neighbours look unrelated. Unlike hash/maphash it gives the same numbers
// in every process, which vectors and noise need.
func mix(x uint64) uint64 {
	x += golden
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb
	return x ^ (x >> 31)
}

// unit maps 64 random bits to [0, 1).
func unit(x uint64) float64 {
	return float64(x>>11) / (1 << 53)
}

// FNV-1a's constants for 64 bits.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// hashOf is the FNV-1a hash of text, continued from a salt.
func hashOf[T string | []byte](salt uint64, text T) uint64 {
	h := fnvOffset ^ salt
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * fnvPrime
	}
	return h
}
