package documents

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

func TestDecodeReadsEveryCharset(t *testing.T) {
	const (
		german    = "Über den Wolken müssen die Größen größer sein als alle Ängste. Schöne Grüße aus München."
		russian   = "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему."
		japanese1 = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。何でも薄暗いじめじめした所で泣いていた。"
		chinese   = "道可道，非常道。名可名，非常名。无名天地之始；有名万物之母。故常无欲，以观其妙；常有欲，以观其徼。"
	)
	for _, test := range []struct {
		name    string
		text    string
		charset encoding.Encoding
	}{
		{"UTF-8", german, encoding.Nop},
		{"UTF-8 with a mark", german, unicode.UTF8BOM},
		{"UTF-16 little endian with a mark", japanese1, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
		{"UTF-16 big endian with a mark", german, unicode.UTF16(unicode.BigEndian, unicode.UseBOM)},
		{"UTF-16 little endian", german, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
		{"UTF-16 big endian", german, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
		{"UTF-32 with a mark", german, utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)},
		{"windows-1252", german, charmap.Windows1252},
		{"windows-1251", russian, charmap.Windows1251},
		{"KOI8-R", russian, charmap.KOI8R},
		{"Shift JIS", japanese1, japanese.ShiftJIS},
		{"EUC-JP", japanese1, japanese.EUCJP},
		{"GB 18030", chinese, simplifiedchinese.GB18030},
		{"a few words of windows-1252", "Straße", charmap.Windows1252},
	} {
		t.Run(test.name, func(t *testing.T) {
			data, err := test.charset.NewEncoder().Bytes([]byte(test.text))
			if err != nil {
				t.Fatal(err)
			}
			if got := decode(data); got != test.text {
				t.Errorf("got %q, want %q", got, test.text)
			}
		})
	}
}

func TestDecodeCleans(t *testing.T) {
	for input, want := range map[string]string{
		"a\r\nb\rc\n":           "a\nb\nc\n",
		"some a\x00b\x01c\x7fd": "some abcd",
		"tab\tstays":            "tab\tstays",
		"page\fbreak":           "page\nbreak",
		"soft\u00adhyphen":      "softhyphen",
		"zero\u200bwidth":       "zerowidth",
		"line\u2028separator":   "line\nseparator",
		"mostly UTF-8 äöüßéèàùçñ with one bad \xff byte": "mostly UTF-8 äöüßéèàùçñ with one bad \uFFFD byte",
		"": "",
	} {
		if got := decode([]byte(input)); got != want {
			t.Errorf("decode(%q) = %q, want %q", input, got, want)
		}
	}
}

// requireClean fails unless text is what all extractors promise.
func requireClean(t *testing.T, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Fatalf("not UTF-8: %q", text)
	}
	if i := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && r != '\t' && (r < 0x20 || r >= 0x7f && r < 0xa0) }); i >= 0 {
		t.Fatalf("a control character at %d: %q", i, text)
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{"plain", "\xff\xfea\x00", "\xfe\xff\x00a", "\xff\xfe\x00\x00a\x00\x00\x00", "a\x00b\x00", "\xdf\xfc\x80", "\x1b$B", "\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { requireClean(t, decode(data)) })
}
