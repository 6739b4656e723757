package documents

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
)

// part is a file inside of an archive.
type part struct{ name, content string }

func zipped(t testing.TB, parts ...part) []byte {
	t.Helper()
	var out bytes.Buffer
	writer := zip.NewWriter(&out)
	for _, p := range parts {
		file, err := writer.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(file, p.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func wordFile(t testing.TB, body string) []byte {
	return zipped(t,
		part{"word/document.xml", `<w:document xmlns:w="w"><w:body>` + body + `</w:body></w:document>`},
		part{"word/styles.xml", `<w:styles xmlns:w="w">
			<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
			<w:style w:styleId="Own"><w:name w:val="my own"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>`},
		part{"word/footnotes.xml", `<w:footnotes xmlns:w="w"><w:footnote><w:p><w:r><w:t>a note</w:t></w:r></w:p></w:footnote></w:footnotes>`},
		part{"docProps/core.xml", `<c:coreProperties xmlns:c="c" xmlns:dc="dc"><dc:title>Report</dc:title></c:coreProperties>`})
}

func openDocumentFile(t testing.TB, body string) []byte {
	return zipped(t,
		part{"mimetype", "application/vnd.oasis.opendocument.text"},
		part{"content.xml", `<o:document-content xmlns:o="o" xmlns:text="t" xmlns:table="tb"><o:body>` + body + `</o:body></o:document-content>`},
		part{"meta.xml", `<o:document-meta xmlns:o="o" xmlns:dc="dc"><o:meta><dc:title>Letter</dc:title></o:meta></o:document-meta>`})
}

func slidesFile(t testing.TB) []byte {
	slide := func(title, body string) string {
		return `<p:sld xmlns:p="p" xmlns:a="a"><p:sp><p:nvPr><p:ph type="title"/></p:nvPr><a:p><a:r><a:t>` + title + `</a:t></a:r></a:p></p:sp>` + body + `</p:sld>`
	}
	return zipped(t,
		part{"ppt/presentation.xml", `<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst><p:sldId id="256" r:id="rId9"/><p:sldId id="257" r:id="rId2"/></p:sldIdLst></p:presentation>`},
		part{"ppt/_rels/presentation.xml.rels", `<Relationships><Relationship Id="rId2" Target="slides/slide1.xml"/><Relationship Id="rId9" Target="/ppt/slides/slide2.xml"/></Relationships>`},
		part{"ppt/slides/slide1.xml", slide("Shown last", "")},
		part{"ppt/slides/slide2.xml", slide("Shown first", `<p:sp><a:p><a:r><a:t>point</a:t></a:r></a:p><a:p><a:fld><a:t>17</a:t></a:fld></a:p></p:sp>
			<a:tbl><a:tr><a:tc><a:p><a:t>a</a:t></a:p></a:tc><a:tc><a:p><a:t>b</a:t></a:p></a:tc></a:tr></a:tbl>`)},
		part{"ppt/slides/_rels/slide2.xml.rels", `<Relationships><Relationship Id="rId1" Target="../notesSlides/notesSlide1.xml"/></Relationships>`},
		part{"ppt/notesSlides/notesSlide1.xml", `<p:notes xmlns:p="p" xmlns:a="a"><a:p><a:t>say hello</a:t></a:p></p:notes>`})
}

func bookFile(t testing.TB) []byte {
	return zipped(t,
		part{"mimetype", "application/epub+zip"},
		part{"META-INF/container.xml", `<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>`},
		part{"OEBPS/book.opf", `<package xmlns:dc="dc"><metadata><dc:title>Novel</dc:title></metadata><manifest>
			<item id="one" href="text/one%20.xhtml" media-type="application/xhtml+xml"/><item id="two" href="two.xhtml" media-type="application/xhtml+xml"/>
			<item id="style" href="x.css" media-type="text/css"/></manifest><spine><itemref idref="two"/><itemref idref="style"/><itemref idref="one"/></spine></package>`},
		part{"OEBPS/text/one .xhtml", `<html><body><h1>End</h1><p>good night</p></body></html>`},
		part{"OEBPS/two.xhtml", `<html><head><title>x</title></head><body><h1>Begin</h1><p>good morning</p></body></html>`})
}

func TestOfficeFormats(t *testing.T) {
	const wordBody = `<w:p><w:r><w:t>intro</w:t></w:r></w:p>
		<w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>Gui</w:t></w:r><w:r><w:t>de</w:t></w:r></w:p>
		<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>one</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r><w:del><w:r><w:t>gone</w:t></w:r></w:del></w:p>
		<w:p><w:pPr><w:pStyle w:val="Own"/></w:pPr><w:r><w:t>Deeper</w:t></w:r></w:p>
		<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>a</w:t></w:r></w:p><w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>b</w:t></w:r></w:p>
		<w:tbl><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p><w:p><w:r><w:t>1b</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr>
		<w:tr><w:tc><w:p><w:r><w:t>3</w:t></w:r></w:p></w:tc><w:tc/></w:tr></w:tbl>`
	const openBody = `<text:p>intro</text:p><text:h text:outline-level="1">Guide</text:h>
		<text:p>one<text:line-break/>two<text:tab/>three<text:s text:c="2"/>four<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>a note</text:p></text:note-body></text:note>.</text:p>
		<text:h text:outline-level="2">Deeper</text:h><text:list><text:list-item><text:p>a</text:p></text:list-item><text:list-item><text:p>b</text:p></text:list-item></text:list>
		<table:table><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell><table:table-cell><text:p>2</text:p></table:table-cell></table:table-row></table:table>`
	for _, test := range []struct {
		name    string
		content []byte
		kind    Kind
		title   string
		want    []Section
	}{
		{"a.docx", wordFile(t, wordBody), KindDOCX, "Report", []Section{
			{"", "intro"}, {"Guide", "one\ntwo\tthree"}, {"Guide › Deeper", "- a\n- b\n\n1 1b | 2\n3 | \n\na note"},
		}},
		{"a.odt", openDocumentFile(t, openBody), KindODT, "Letter", []Section{
			{"", "intro"}, {"Guide", "one\ntwo\tthree  four (a note)."}, {"Guide › Deeper", "- a\n- b\n\n1 | 2"},
		}},
		{"a.pptx", slidesFile(t), KindPPTX, "a.pptx", []Section{
			{"Slide 1: Shown first", "point\n\na | b\n\nsay hello"}, {"Slide 2: Shown last", "Shown last"},
		}},
		{"a.epub", bookFile(t), KindEPUB, "Novel", []Section{{"Begin", "good morning"}, {"End", "good night"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			document, err := extractOne(t, newTestExtractor(t, ExtractorOptions{}), test.name, test.content)
			if err != nil {
				t.Fatal(err)
			}
			if document.Kind != test.kind || document.Title != test.title || !reflect.DeepEqual(document.Sections, test.want) {
				t.Errorf("got  %s %q %q\nwant %s %q %q", document.Kind, document.Title, document.Sections, test.kind, test.title, test.want)
			}
		})
	}
}

func TestArchivesThatAreNoDocuments(t *testing.T) {
	x := newTestExtractor(t, ExtractorOptions{})
	for _, test := range []struct {
		name    string
		content []byte
		says    string
	}{
		{"other.zip", zipped(t, part{"readme.txt", "text"}), "not a document"},
		{"renamed.docx", zipped(t, part{"readme.txt", "text"}), "damaged, or no DOCX whatever its name says: its text (word/document.xml) is missing"},
		{"broken.docx", wordFile(t, strings.Repeat("<w:p>text</w:p>", 100))[:300], "damaged archive: not a valid zip file"},
		{"empty.epub", zipped(t, part{"META-INF/container.xml", "<container/>"}), "names no contents"},
	} {
		_, err := extractOne(t, x, test.name, test.content)
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: got %v, want %q in it", test.name, err, test.says)
		}
	}
}

func TestArchivesAreUnpackedWithinLimits(t *testing.T) {
	bomb := zipped(t, part{"a", strings.Repeat("0", 3000)}, part{"b", strings.Repeat("0", 3000)})
	a, err := openArchive(bomb)
	if err != nil {
		t.Fatal(err)
	}
	a.left = 5000
	if _, err := a.read("a"); err != nil {
		t.Errorf("the first part: %v", err)
	}
	if _, err := a.read("b"); !errors.Is(err, ErrTooLarge) {
		t.Errorf("the second part: got %v, want ErrTooLarge", err)
	}
}

func FuzzOffice(f *testing.F) {
	for _, seed := range []string{
		`<p><t>a</t></p>`, `<tbl><tr><tc><p><t>a</t></p></tc></tr></tbl>`, `</tbl></p></t>`, `<t><t><p>`, `<table><p>a<note><p>b</p></note></p>`,
		`<h outline-level="99">x</h>`, `<s c="999999999"/>`, `<p>` + "\x00\xff" + `&nbsp;&x;</p>`, `<?xml encoding="utf-7"?><p/>`, `<numPr/><list-item/>`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		requireSections(t, extractDOCX, wordFile(t, body))
		requireSections(t, extractODT, openDocumentFile(t, body))
		requireSections(t, func([]byte) (extracted, error) {
			var out outline
			err := readParagraphs(&out, []byte(body), &slideML{})
			return extracted{Sections: out.end()}, err
		}, nil)
	})
}

func FuzzArchive(f *testing.F) {
	f.Add(slidesFile(f))
	f.Add(bookFile(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, extract := range []extractFunc{extractDOCX, extractODT, extractPPTX, extractEPUB} {
			requireSections(t, extract, data)
		}
	})
}
