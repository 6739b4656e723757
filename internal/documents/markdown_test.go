package documents

import (
	"reflect"
	"strings"
	"testing"
)

func sectionsOf(t *testing.T, extract extractFunc, source string) extracted {
	t.Helper()
	found, err := extract([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestMarkdown(t *testing.T) {
	for _, test := range []struct {
		name, source string
		want         []Section
	}{
		{
			"headings make the breadcrumb", "intro\n\n# Guide\n\nhello\n\n## Install\n\nrun it\n\n### Linux\n\napt\n\n## Use\n\ngo\n",
			[]Section{{"", "intro"}, {"Guide", "hello"}, {"Guide › Install", "run it"}, {"Guide › Install › Linux", "apt"}, {"Guide › Use", "go"}},
		},
		{"a level may be left out", "# A\n\n### C\n\nc\n\n## B\n\nb\n", []Section{{"A › C", "c"}, {"A › B", "b"}}},
		{"headings without text keep their words", "# To do\n\n## Paint\n\n## Sweep\n", []Section{{"To do › Paint", "Paint"}, {"To do › Sweep", "Sweep"}}},
		{"marks are not text", "*a* **b** `c` [d](http://e) ![f](g.png) ~~h~~ <br> i\\*j &amp; <http://k>\n", []Section{{"", "a b c d f h  i*j & http://k"}}},
		{
			"code stays", "text\n\n```go\nfunc main() {\n\tx := 1 // *no* emphasis\n}\n```\n\n    indented\n",
			[]Section{{"", "text\n\nfunc main() {\n\tx := 1 // *no* emphasis\n}\n\nindented"}},
		},
		{"lists", "- a\n- b\n  more\n  - c\n\n1. one\n2. two\n", []Section{{"", "- a\n- b more\n  - c\n\n- one\n- two"}}},
		{"tables", "| a | b |\n|---|---|\n| *1* | 2 |\n", []Section{{"", "a | b\n1 | 2"}}},
		{"tables without outer bars", "a | b\n:-- | --:\n1 | 2\n", []Section{{"", "a | b\n1 | 2"}}},
		{"quotations", "> # not a heading\n> said\n", []Section{{"", "not a heading\n\nsaid"}}},
		{"HTML inside", "<div>\n<b>bold</b> text\n<script>no()</script>\n</div>\n", []Section{{"", "bold text"}}},
		{"soft and hard line ends", "one\ntwo  \nthree\n", []Section{{"", "one two\nthree"}}},
		{"the separator inside of a heading", "# A › B\n\nx\n", []Section{{"A > B", "x"}}},
		{"settings in front", "---\ntitle: 'From settings'\ntags: x\n---\n\ntext\n", []Section{{"", "text"}}},
		{"a rule is no settings", "---\n\ntext\n", []Section{{"", "text"}}},
		{"nothing", "", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := sectionsOf(t, extractMarkdown, test.source); !reflect.DeepEqual(got.Sections, test.want) {
				t.Errorf("got  %q\nwant %q", got.Sections, test.want)
			}
		})
	}
}

func TestMarkdownTitles(t *testing.T) {
	for source, want := range map[string]string{
		"---\ntitle: \"Settings\"\n---\n# Heading\n": "Settings",
		"+++\ntitle = 'Settings'\n+++\n# Heading\n":  "Settings",
		"## Second\n\n# First\n\n# Other\n":          "First",
		"no heading":                                 "",
	} {
		if got := sectionsOf(t, extractMarkdown, source).Title; got != want {
			t.Errorf("%q: title %q, want %q", source, got, want)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, seed := range []string{"# a\n\nb", "---\ntitle: x\n---\n", "- a\n  - b\n\n> c", "|a|\n|-|\n|b|", "```\ncode", "<div>x", "[^1]\n\n[^1]: note", "\x00#\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { requireSections(t, extractMarkdown, data) })
}

func requireSections(t *testing.T, extract extractFunc, data []byte) {
	t.Helper()
	found, err := extract(data)
	if err != nil {
		return
	}
	for _, section := range found.Sections {
		requireClean(t, section.Text)
		requireClean(t, section.Heading)
		if strings.Contains(section.Heading, "\n") {
			t.Fatalf("a heading of several lines: %q", section.Heading)
		}
	}
}
