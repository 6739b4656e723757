package cells_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"flocktop/ui/internal/cells"
)

func TestClean(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"plain text stays":             {"gpu-box 31ms", "gpu-box 31ms"},
		"colours are dropped":          {"\x1b[31mred\x1b[0m", "red"},
		"titles are dropped":           {"a\x1b]0;owned\x07b", "ab"},
		"controls are dropped":         {"a\x00\x08\x7fb", "ab"},
		"lines become one":             {"a\nb\tc\r", "a b c "},
		"marks of direction go":        {"a\u202egpj.exe\u200f", "agpj.exe"},
		"emoji become a dot":           {"a\U0001F680b", "a·b"},
		"families become dots":         {"\U0001F468\u200d\U0001F469", "··"},
		"wide letters stay":            {"漢字かな한글", "漢字かな한글"},
		"a long vowel stays":           {"サーバー・ノード", "サーバー・ノード"},
		"an accent stays":              {"e\u0301", "e\u0301"},
		"a tower of accents falls":     {"e\u0301\u0302\u0303", "e\u0301"},
		"an accent needs a letter":     {"\u0301a", "a"},
		"broken UTF-8 becomes a dot":   {"a\xffb", "a·b"},
		"a variation selector goes":    {"م\ufe0f", "م"},
		"a ring around a sign goes":    {"a\u20dd", "a"},
		"a narrow no-break space is a": {"a\u202fb", "a b"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := cells.Clean(c.in); got != c.want {
				t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestCutMiddle(t *testing.T) {
	for _, c := range []struct {
		s    string
		w    int
		want string
	}{
		{"gpu-box", 10, "gpu-box"},
		{"gpu-box", 7, "gpu-box"},
		{"embedding-server-01", 10, "embed…r-01"},
		{"embedding-server-02", 10, "embed…r-02"},
		{"embedding-server-02", 11, "embedd…r-02"},
		{"embedding", 4, "emb…"},
		{"embedding", 0, ""},
		{"计算节点计算节点", 9, "计算节…点"},
	} {
		got, used := cells.CutMiddle(c.s, c.w)
		if got != c.want || used != cells.Width(got) || used > c.w {
			t.Errorf("%q in %d cells is %q, of %d cells; want %q", c.s, c.w, got, used, c.want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		in    string
		w     int
		right string // cut at its end
		left  string // cut at its start
	}{
		{"handbook", 8, "handbook", "handbook"},
		{"handbook", 5, "hand…", "…book"},
		{"handbook", 1, "…", "…"},
		{"handbook", 0, "", ""},
		{"漢字漢字", 5, "漢字…", "…漢字"},
		{"漢字漢字", 4, "漢…", "…字"},
	} {
		if got, w := cells.Cut(c.in, c.w); got != c.right || w != cells.Width(c.right) {
			t.Errorf("Cut(%q, %d) = %q, %d, want %q", c.in, c.w, got, w, c.right)
		}
		if got, w := cells.CutLeft(c.in, c.w); got != c.left || w != cells.Width(c.left) {
			t.Errorf("CutLeft(%q, %d) = %q, %d, want %q", c.in, c.w, got, w, c.left)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in       string
		w, limit int
		want     string
	}{
		{"one two three", 8, 5, "one two|three"},
		{"one two three", 7, 5, "one two|three"},
		{"one two three", 7, 1, "one tw…"},
		{"abcdefghij", 4, 5, "abcd|efgh|ij"},
		{"", 4, 5, ""},
		{"漢", 1, 3, "…"},
	} {
		if got := strings.Join(cells.Wrap(c.in, c.w, c.limit), "|"); got != c.want {
			t.Errorf("Wrap(%q, %d, %d) = %q, want %q", c.in, c.w, c.limit, got, c.want)
		}
	}
}

// hostile draws text with all that breaks screens in it.
func hostile() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{"\x1b[2J", "\x1b]8;;http://x\x07", "\u202e", "漢字", "\U0001F680", "e\u0301\u0302", "\xff\xfe", "\t\n", "مرحبا", "\u200d", "\ufe0f"}),
	)
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(piece, 0, 6).Draw(t, "pieces"), "")
	})
}

func TestWhateverComesInNothingBreaksOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, w := hostile().Draw(t, "text"), rapid.IntRange(0, 30).Draw(t, "width")
		for name, got := range map[string]string{"Pad": cells.Pad(in, w), "PadLeft": cells.PadLeft(in, w)} {
			if cells.Width(got) != w {
				t.Fatalf("%s(%q, %d) takes %d cells: %q", name, in, w, cells.Width(got), got)
			}
			if terminal := ansi.StringWidth(got); terminal > w {
				t.Fatalf("%s(%q, %d) takes %d cells in a terminal: %q", name, in, w, terminal, got)
			}
		}
		clean := cells.Clean(in)
		if again := cells.Clean(clean); again != clean {
			t.Fatalf("Clean(%q) = %q is not clean: %q", in, clean, again)
		}
		for _, r := range clean {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
				t.Fatalf("Clean(%q) = %q holds %U", in, clean, r)
			}
		}
		for _, line := range cells.Wrap(in, w, 4) {
			if cells.Width(line) > w {
				t.Fatalf("Wrap(%q, %d) has %q", in, w, line)
			}
		}
	})
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{"gpu-box", "\x1b[31mred\x1b[0m", "a\u202egpj.exe", "\U0001F468\u200d\U0001F469", "\xff\xfe", "漢字\ufe0f", "\x1b]8;;http://x\x07"} {
		f.Add(seed, 8)
	}
	f.Fuzz(func(t *testing.T, text string, w int) {
		w = min(max(0, w), 500)
		if got := cells.Pad(text, w); ansi.StringWidth(got) > w || cells.Width(got) != w {
			t.Errorf("Pad(%q, %d) = %q", text, w, got)
		}
	})
}
