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

// decodeVector reads a stored vector.
func decodeVector(from []byte) ([]float32, error) {
	if len(from)%floatSize != 0 {
		return nil, fmt.Errorf("%w: a vector of %d bytes is not made of float32", ErrDamaged, len(from))
	}
	values := make([]float32, len(from)/floatSize)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(from[i*floatSize:]))
	}
	return values, nil
}

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
