package cluster

import (
	"bytes"
	"math"
	"strconv"
)

// splitVectors takes the value of "embeddings" out of the JSON of an answer:
// its vectors, and the JSON with an empty list in their place. It reads
// exactly what an embedding server writes; anything else gives ok = false, and
// a general decoder must look at it.
func splitVectors(text []byte) (vectors [][]float32, rest []byte, ok bool) {
	s := scanner{text: text}
	if !s.take('{') {
		return nil, nil, false
	}
	for {
		key, ok := s.key()
		if !ok || !s.take(':') {
			return nil, nil, false
		}
		if string(key) == "embeddings" {
			break
		}
		if !s.skipScalar() || !s.take(',') {
			return nil, nil, false
		}
	}
	s.space()
	begin := s.at
	vectors, ok = s.vectors()
	if !ok || bytes.IndexByte(text[s.at:], '[') >= 0 { // a second list might be meant in its place
		return nil, nil, false
	}
	rest = make([]byte, 0, len(text)-(s.at-begin)+2)
	rest = append(rest, text[:begin]...)
	rest = append(rest, "[]"...)
	return vectors, append(rest, text[s.at:]...), true
}

// scanner walks through JSON.
type scanner struct {
	text []byte
	at   int
}

func (s *scanner) space() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

// peek is the next byte that is not white space; 0 at the end.
func (s *scanner) peek() byte {
	s.space()
	if s.at == len(s.text) {
		return 0
	}
	return s.text[s.at]
}

// take consumes this byte if it is next.
func (s *scanner) take(b byte) bool {
	if s.peek() != b {
		return false
	}
	s.at++
	return true
}

// key consumes a string without escapes.
func (s *scanner) key() ([]byte, bool) {
	if !s.take('"') {
		return nil, false
	}
	begin := s.at
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case '"':
			s.at++
			return s.text[begin : s.at-1], true
		case '\\':
			return nil, false
		}
		s.at++
	}
	return nil, false
}

// skipScalar consumes a plain string, a number or a word; its correctness is
// for whoever decodes the rest.
func (s *scanner) skipScalar() bool {
	switch s.peek() {
	case '"':
		_, ok := s.key()
		return ok
	case '{', '[', 0:
		return false
	}
	for s.at < len(s.text) && s.text[s.at] != ',' && s.text[s.at] != '}' {
		s.at++
	}
	return true
}

// vectors consumes a list of lists of numbers. The numbers of all vectors stand
// in one piece of memory, which the first vector's length sizes.
func (s *scanner) vectors() ([][]float32, bool) {
	if !s.take('[') {
		return nil, false
	}
	out := [][]float32{}
	if s.take(']') {
		return out, true
	}
	var memory []float32
	for {
		begin := len(memory)
		var ok bool
		if memory, ok = s.numbers(memory); !ok {
			return nil, false
		}
		out = append(out, memory[begin:len(memory):len(memory)])
		if len(out) == 1 {
			// as many vectors of this size as the rest of the text can hold
			memory = s.reserve(memory)
		}
		switch {
		case s.take(','):
		case s.take(']'):
			return out, true
		default:
			return nil, false
		}
	}
}

// leastNumber is the shortest that a number of a vector can be, with its comma.
const leastNumber = 2

// reserve starts a new piece of memory large enough for the rest, judged by how
// much text the first vector took.
func (s *scanner) reserve(first []float32) []float32 {
	if len(first) == 0 {
		return nil
	}
	perNumber := max(leastNumber, s.at/len(first)-1)
	return make([]float32, 0, (len(s.text)-s.at)/perNumber+len(first))
}

// numbers consumes a list of numbers and appends them.
func (s *scanner) numbers(to []float32) ([]float32, bool) {
	if !s.take('[') {
		return to, false
	}
	if s.take(']') {
		return to, true
	}
	for {
		s.space()
		v, ok := s.number()
		if !ok {
			return to, false
		}
		to = append(to, v)
		switch {
		case s.take(','):
		case s.take(']'):
			return to, true
		default:
			return to, false
		}
	}
}

// Below these bounds a decimal is exact as an integer times or over a power of
// ten in float64, and one rounding to float32 follows.
const (
	exactDigits = 15
	exactPower  = 22
)

var powersOf10 = [exactPower + 1]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// number consumes one number. Longer and larger ones than float32 prints take
// the way through strconv.
func (s *scanner) number() (float32, bool) {
	begin := s.at
	negative := s.byte('-')
	first := s.at
	mantissa, digits := s.digits(0)
	if digits == 0 || (digits > 1 && s.text[first] == '0') {
		return 0, false
	}
	power := 0
	if s.byte('.') {
		var fraction int
		if mantissa, fraction = s.digits(mantissa); fraction == 0 {
			return 0, false
		}
		digits += fraction
		power = -fraction
	}
	if s.byte('e') || s.byte('E') {
		minus := s.byte('-')
		if !minus {
			s.byte('+')
		}
		exponent, n := s.digits(0)
		if n == 0 || n > 3 {
			return 0, false
		}
		if minus {
			power -= int(exponent) //nolint:gosec // three digits at most
		} else {
			power += int(exponent) //nolint:gosec // likewise
		}
	}
	if digits > exactDigits || power < -exactPower || power > exactPower {
		v, err := strconv.ParseFloat(string(s.text[begin:s.at]), 32)
		return float32(v), err == nil
	}
	v := float64(mantissa)
	if power < 0 {
		v /= powersOf10[-power]
	} else {
		v *= powersOf10[power]
	}
	if negative {
		v = -v
	}
	return float32(v), math.Abs(v) <= math.MaxFloat32
}

func (s *scanner) byte(b byte) bool {
	if s.at < len(s.text) && s.text[s.at] == b {
		s.at++
		return true
	}
	return false
}

// digits consumes decimal digits and appends them to a number, which is of use
// only while it has at most exactDigits of them.
func (s *scanner) digits(n uint64) (value uint64, count int) {
	for s.at < len(s.text) {
		d := s.text[s.at] - '0'
		if d > 9 {
			break
		}
		n = n*10 + uint64(d)
		s.at++
		count++
	}
	return n, count
}
