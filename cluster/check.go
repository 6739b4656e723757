package cluster

import (
	"fmt"
	"math"
)

// normTolerance is how far the length of a vector may be from 1. Ollama
// normalises in float32; anything further off is not its work.
const normTolerance = 0.01

// LyingAnswerError says that an answer arrived that cannot be right.
type LyingAnswerError struct {
	What string
	// OfText: it is about the vector of one text, which may be to blame.
	OfText bool
}

func (e *LyingAnswerError) Error() string { return "not an answer of an embedding server: " + e.What }

// checkVectors judges an answer before any of it is accepted: as many vectors
// as texts, all of one dimension (0 accepts any), finite and of unit length.
func checkVectors(vectors [][]float32, texts, dimension int) error {
	if len(vectors) != texts {
		return &LyingAnswerError{What: fmt.Sprintf("%d vectors for %d texts", len(vectors), texts)}
	}
	for i, v := range vectors {
		if dimension == 0 {
			dimension = len(v)
		}
		if len(v) != dimension || dimension == 0 {
			return &LyingAnswerError{What: fmt.Sprintf("vector %d has %d numbers, not %d", i, len(v), dimension)}
		}
		var sum float64
		for _, x := range v {
			sum += float64(x) * float64(x)
		}
		switch {
		case math.IsNaN(sum) || math.IsInf(sum, 0):
			return &LyingAnswerError{What: fmt.Sprintf("vector %d is not finite", i), OfText: true}
		case sum == 0:
			return &LyingAnswerError{What: fmt.Sprintf("vector %d is all zeros", i), OfText: true}
		case math.Abs(math.Sqrt(sum)-1) > normTolerance:
			return &LyingAnswerError{What: fmt.Sprintf("vector %d has length %.3f, not 1", i, math.Sqrt(sum)), OfText: true}
		}
	}
	return nil
}
