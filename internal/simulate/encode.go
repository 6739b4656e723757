package simulate

import (
	"encoding/json"
	"math"
	"strconv"
	"time"
)

// decimals of an encoded vector element: what is lost is far below what a
// client's check of unit length would notice, and fixed decimals encode five
// times as fast as the shortest exact form.
const (
	decimals     = 9
	decimalScale = 1e9
)

// appendVector appends a vector as JSON.
func appendVector(to []byte, vector []float32) []byte {
	to = append(to, '[')
	for i, x := range vector {
		if i > 0 {
			to = append(to, ',')
		}
		to = appendDecimal(to, float64(x))
	}
	return append(to, ']')
}

// appendDecimal appends a number with fixed decimals, without the zeros at its end.
func appendDecimal(to []byte, x float64) []byte {
	if x < 0 {
		to = append(to, '-')
		x = -x
	}
	const largest = 1 << 31 // beyond it, the scaled number might not fit
	if !(x < largest) {
		return strconv.AppendFloat(to, x, 'g', -1, 32)
	}
	n := uint64(math.Round(x * decimalScale))
	to = strconv.AppendUint(to, n/decimalScale, 10)
	n %= decimalScale
	if n == 0 {
		return to
	}
	to = append(to, '.')
	start := len(to)
	to = append(to, "000000000"...)
	for i := start + decimals - 1; n > 0; i-- {
		to[i] = '0' + byte(n%10)
		n /= 10
	}
	for to[len(to)-1] == '0' {
		to = to[:len(to)-1]
	}
	return to
}

// answerHead opens the JSON of an embed answer; vectors follow, separated by
// commas, and then answerTail.
func answerHead(to []byte, model string) []byte {
	to = append(to, `{"model":`...)
	name, err := json.Marshal(model)
	if err != nil { // a string always can be encoded
		name = []byte(`""`)
	}
	to = append(to, name...)
	return append(to, `,"embeddings":[`...)
}

// answerTail closes the JSON of an embed answer. Zero numbers are left out, as
// Ollama does.
func answerTail(to []byte, total, load time.Duration, tokens int) []byte {
	to = append(to, ']')
	for _, field := range []struct {
		name  string
		value int64
	}{
		{"total_duration", int64(total)},
		{"load_duration", int64(load)},
		{"prompt_eval_count", int64(tokens)},
	} {
		if field.value != 0 {
			to = append(to, `,"`...)
			to = append(to, field.name...)
			to = append(to, `":`...)
			to = strconv.AppendInt(to, field.value, 10)
		}
	}
	return append(to, '}')
}
