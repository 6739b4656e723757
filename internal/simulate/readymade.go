package simulate

import (
	"math"
	"sync"
)

const (
	// readyVectors is how many different vectors a ready-made node has: enough
	// for a client's caches not to make the measurement too friendly.
	readyVectors = 64
	// lettersPerToken is the usual estimate for English.
	lettersPerToken = 4
)

// readyMade keeps encoded vectors for each dimension that was asked for.
type readyMade struct {
	mu      sync.Mutex
	encoded map[string][][]byte // by digest
}

// append appends a vector for each text, separated by commas.
func (r *readyMade) append(to []byte, m Model, texts []string) []byte {
	vectors := r.vectors(m)
	for i, text := range texts {
		if i > 0 {
			to = append(to, ',')
		}
		to = append(to, vectors[hashOf(0, text)%readyVectors]...)
	}
	return to
}

// vectors returns the encoded vectors of a model, the same in every process.
func (r *readyMade) vectors(m Model) [][]byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	if encoded, ok := r.encoded[m.Digest]; ok {
		return encoded
	}
	if r.encoded == nil {
		r.encoded = make(map[string][][]byte)
	}
	encoded := make([][]byte, readyVectors)
	state := hashOf(0, m.Digest)
	numbers := make([]float64, m.Dimension)
	vector := make([]float32, m.Dimension)
	for i := range encoded {
		for d := range numbers {
			state = mix(state)
			numbers[d] = unit(state) - 0.5
		}
		scale := 1 / math.Max(length(numbers), math.SmallestNonzeroFloat32)
		for d := range vector {
			vector[d] = float32(numbers[d] * scale)
		}
		encoded[i] = appendVector(nil, vector)
	}
	r.encoded[m.Digest] = encoded
	return encoded
}
