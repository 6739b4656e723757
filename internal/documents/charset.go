package documents

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

const bomUTF8 = "\xef\xbb\xbf"

const (
	// chardetBytes is how much of a text the statistics see; more does not change their verdict.
	chardetBytes = 64 << 10
	// minConfidence (of 100) is below what a real text of some sentences reaches.
	minConfidence = 25
	// damagedUTF8 is how many good multi-byte characters outweigh one bad byte: such a text is UTF-8
	// with a scar, not another charset.
	damagedUTF8 = 10
)

// decode turns bytes of an unknown charset into clean text: a byte order mark decides, then UTF-8,
// UTF-16 by where its NULs lie, statistics, and at last windows-1252, which reads everything.
func decode(data []byte) string {
	if found, rest := unicodeBOM(data); found != nil {
		return decodeWith(found, rest)
	}
	if bytes.IndexByte(data, 0) >= 0 {
		if found := utf16ByParity(data); found != nil {
			return decodeWith(found, data)
		}
	}
	if utf8.Valid(data) || mostlyUTF8(data) {
		return clean(string(data))
	}
	if found := guess(data); found != nil {
		return decodeWith(found, data)
	}
	return decodeWith(charmap.Windows1252, data)
}

func decodeWith(charset encoding.Encoding, data []byte) string {
	decoded, err := charset.NewDecoder().Bytes(data)
	if err != nil { // these decoders replace what is invalid; one that does not has read what it could
		decoded = append(decoded, data[min(len(decoded), len(data)):]...)
	}
	return clean(string(decoded))
}

// unicodeBOM gives the charset that a byte order mark names and the text behind the mark, or nil and all.
func unicodeBOM(data []byte) (encoding.Encoding, []byte) {
	marks := []struct {
		mark    string
		charset encoding.Encoding
	}{
		{bomUTF8, unicode.UTF8},
		{"\xff\xfe\x00\x00", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)}, // before UTF-16's, which it begins with
		{"\x00\x00\xfe\xff", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)},
		{"\xff\xfe", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
		{"\xfe\xff", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
	}
	for _, m := range marks {
		if bytes.HasPrefix(data, []byte(m.mark)) {
			return m.charset, data[len(m.mark):]
		}
	}
	return nil, data
}

// utf16ByParity recognises UTF-16 without a mark: its Latin letters have their NUL always on the same
// side. It gives nil where the NULs lie on both sides or are few.
func utf16ByParity(data []byte) encoding.Encoding {
	const share = 4 // a quarter of the pairs at least; the other side has under a tenth of that
	data = data[:min(len(data), chardetBytes)]
	var nul [2]int
	for i, b := range data {
		if b == 0 {
			nul[i%2]++
		}
	}
	pairs := len(data) / 2
	switch even, odd := nul[0], nul[1]; {
	case odd*share >= pairs && odd > 0 && even*10 < odd:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case even*share >= pairs && even > 0 && odd*10 < even:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}

func mostlyUTF8(data []byte) bool {
	good, bad := 0, 0
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		data = data[size:]
	}
	return good >= bad*damagedUTF8
}

// guess asks the statistics; nil where they are unsure or name a charset that cannot be read here.
func guess(data []byte) encoding.Encoding {
	result, err := chardet.NewTextDetector().DetectBest(data[:min(len(data), chardetBytes)])
	if err != nil || result == nil || result.Confidence < minConfidence {
		return nil
	}
	name := strings.ToLower(result.Charset)
	if name == "gb-18030" {
		name = "gb18030"
	}
	charset, err := htmlindex.Get(name)
	if err != nil || strings.HasPrefix(name, "utf-") { // UTF was ruled out above
		return nil
	}
	return charset
}

// clean gives valid UTF-8 with \n as the only line end, without control characters but \n and \t, and
// without the invisible characters that only divide words for a tokenizer.
func clean(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if strings.Contains(text, "\r") {
		text = strings.ReplaceAll(text, "\r\n", "\n")
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	return strings.Map(cleanRune, text)
}

func cleanRune(r rune) rune {
	switch r {
	case '\n', '\t':
		return r
	case '\f', '\v', 0x85, 0x2028, 0x2029: // page, line and paragraph breaks
		return '\n'
	case 0xAD, 0x200B, 0xFEFF, 0xFFFE, 0xFFFF: // soft hyphen, zero-width space, stray marks
		return -1
	}
	if r < 0x20 || (r >= 0x7F && r < 0xA0) {
		return -1
	}
	return r
}
