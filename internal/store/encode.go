package store

import (
	"encoding/binary"
	"fmt"
	"math"
	"time"
)

// floatSize is the number of bytes of a float32.
const floatSize = 4

// appendVector writes values as they are stored: float32, little endian, nothing else.
func appendVector(to []byte, values []float32) []byte {
	for _, v := range values {
		to = binary.LittleEndian.AppendUint32(to, math.Float32bits(v))
	}
	return to
}

// decodeVector reads a stored vector of that many numbers. The file may hold anything, so its length is checked.
func decodeVector(from []byte, dimension int) ([]float32, error) {
	if len(from)%floatSize != 0 || len(from)/floatSize != dimension || dimension == 0 {
		return nil, fmt.Errorf("%w: a vector of %d numbers has %d bytes", ErrDamaged, dimension, len(from))
	}
	values := make([]float32, dimension)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(from[i*floatSize:]))
		if !finite(values[i]) {
			return nil, fmt.Errorf("%w: number %d of a vector is %v", ErrDamaged, i, values[i])
		}
	}
	return values, nil
}

// decodeVectors reads vectors of equal dimension that were stored one after the other, at least one.
func decodeVectors(from []byte, dimension int) ([][]float32, error) {
	if dimension <= 0 || dimension > len(from)/floatSize || len(from)%(dimension*floatSize) != 0 {
		return nil, fmt.Errorf("%w: %d bytes are not made of vectors of %d numbers", ErrDamaged, len(from), dimension)
	}
	size := dimension * floatSize
	vectors := make([][]float32, 0, len(from)/size)
	for ; len(from) > 0; from = from[size:] {
		values, err := decodeVector(from[:size], dimension)
		if err != nil {
			return nil, err
		}
		vectors = append(vectors, values)
	}
	return vectors, nil
}

// finite says whether x is a number that can be calculated with.
func finite(x float32) bool { return !math.IsNaN(float64(x)) && !math.IsInf(float64(x), 0) }

// toMillis is how a time is stored; the zero time is NULL.
func toMillis(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// fromMillis is the reverse, in UTC.
func fromMillis(millis *int64) time.Time {
	if millis == nil {
		return time.Time{}
	}
	return time.UnixMilli(*millis).UTC()
}
