package documents

import (
	"reflect"
	"strings"
	"testing"
)

func TestHTML(t *testing.T) {
	for _, test := range []struct {
		name, source string
		want         []Section
	}{
		{
			"headings make the breadcrumb", "<body>intro<h1>Guide</h1><p>hello<h2>Install <a href=#i>¶</a></h2><p>run it</body>",
			[]Section{{"", "intro"}, {"Guide", "hello"}, {"Guide › Install", "run it"}},
		},
		{
			"noise is left out", "<nav>menu</nav><script>x()</script><style>p{}</style><p>text<svg><text>no</text></svg><div hidden>no</div><button>no</button><div role=navigation>no</div>",
			[]Section{{"", "text"}},
		},
		{"the main part alone, where it is marked", "<header>logo</header><main><p>text</main><footer>c</footer>", []Section{{"", "text"}}},
		{"an empty main part does not count", "<p>text</p><main></main>", []Section{{"", "text"}}},
		{"white space is one space", "<p>a\n  b<b> c</b>d <i>e</i>\n</p>", []Section{{"", "a b cd e"}}},
		{"paragraphs and lines", "<p>a<br>b</p><div>c</div>d", []Section{{"", "a\nb\n\nc\n\nd"}}},
		{"code stays", "<p>x</p><pre>func f() {\n\treturn\n}</pre>", []Section{{"", "x\n\nfunc f() {\n\treturn\n}"}}},
		{"lists", "<ul><li>a</li><li><p>b</p></li><li>c<ul><li>d</ul></ul>", []Section{{"", "- a\n- b\n\n- c\n\n- d"}}},
		{"tables", "<table><tr><th>a<th>b<tr><td><p>1</p><td>2</table>after", []Section{{"", "a | b\n1 | 2\n\nafter"}}},
		{"pictures say what they show", "<p>see <img src=x alt='a cat'> there", []Section{{"", "see a cat there"}}},
		{"entities", "<p>a &amp; b&nbsp;&lt;c&gt;", []Section{{"", "a & b <c>"}}},
		{"nothing", "", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := sectionsOf(t, extractHTML, test.source); !reflect.DeepEqual(got.Sections, test.want) {
				t.Errorf("got  %q\nwant %q", got.Sections, test.want)
			}
		})
	}
}

func TestHTMLCharsets(t *testing.T) {
	for name, source := range map[string]string{
		"declared":                         "<meta charset=iso-8859-2><p>\xb1\xe6",
		"declared otherwise":               `<meta http-equiv="Content-Type" content="text/html; charset=windows-1250"><p>` + "\xb9\xe6",
		"UTF-8":                            "<p>ąć",
		"UTF-8 wrongly said to be another": "<meta charset=iso-8859-1><p>ąć",
	} {
		if got := sectionsOf(t, extractHTML, source).Sections; len(got) != 1 || got[0].Text != "ąć" {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

func TestHTMLDeeperThanTheParserGoes(t *testing.T) {
	got := sectionsOf(t, extractHTML, strings.Repeat("<div>", 2000)+"<script>no()</script>deep <b>inside</b>")
	if len(got.Sections) != 1 || got.Sections[0].Text != "deep inside" {
		t.Errorf("got %q", got.Sections)
	}
}

func FuzzHTML(f *testing.F) {
	for _, seed := range []string{"<p>a", "<h1>a</h1><h3>b", "<table><td><pre>\n x", "<ul><li><p>", "<svg><title>x", "<meta charset=utf-16>x", "<frameset>", "<main><main>", "\xff<p>\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		requireSections(t, extractHTML, data)
		requireClean(t, htmlWords(decode(data)))
	})
}
