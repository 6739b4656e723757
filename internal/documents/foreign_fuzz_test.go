package documents

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"flocktop/internal/documents/pdf/pdftest"
)

// FuzzTokenizer counts with any vocabulary that a server may give: what the program makes of it is a
// count, or the error that says there is none to be had.
func FuzzTokenizer(f *testing.F) {
	for _, seed := range []string{
		`{"tokenizer.ggml.model":"bert","tokenizer.ggml.tokens":["[UNK]","▁the","▁","s"]}`,
		`{"tokenizer.ggml.model":"t5","tokenizer.ggml.tokens":["<unk>","▁the","▁","s","e"],"tokenizer.ggml.scores":[0,-1,-2,-3,-1e300]}`,
		`{"tokenizer.ggml.model":"gpt2","tokenizer.ggml.pre":"llama-bpe","tokenizer.ggml.tokens":["t","h","th"],"tokenizer.ggml.merges":["t h","th","a b c"]}`,
		`{"tokenizer.ggml.model":"llama","tokenizer.ggml.tokens":["a","b","c","ab","<0x0A>"],"tokenizer.ggml.scores":[0,0,0,1,0],"tokenizer.ggml.token_type":[1,3,1,9,-1e99]}`,
		`{"tokenizer.ggml.model":"bert","tokenizer.ggml.tokens":[""]}`, `{"tokenizer.ggml.model":7}`, `{}`,
	} {
		f.Add(seed, "The flock, the “herd” – über 日本 \x00\xff e\u0301")
	}
	f.Fuzz(func(t *testing.T, info, text string) {
		var model map[string]any
		if json.Unmarshal([]byte(info), &model) != nil {
			return
		}
		tokens, err := NewTokenizer(model)
		if err != nil {
			if !errors.Is(err, ErrNoVocabulary) {
				t.Fatal(err)
			}
			return
		}
		if n := tokens.Count(text); n < 0 || SpecialTokens(tokens) < 0 {
			t.Fatalf("%d tokens in %q", n, text)
		}
	})
}

// FuzzSplitText cuts any text in two: both are shorter, none is blank, and only white space gets lost.
func FuzzSplitText(f *testing.F) {
	for _, seed := range []string{"one two", "One. Two.\n\nThree", "a", " \n ", "\xff\xfe", "e\u0301\u200d\U0001f469", strings.Repeat("x", 100)} {
		f.Add(seed)
	}
	letters := func(text string) string { return strings.Join(strings.Fields(text), "") }
	f.Fuzz(func(t *testing.T, text string) {
		first, second, ok := SplitText(text)
		if !ok {
			return
		}
		if blank(first) || blank(second) || len(first) >= len(text) || len(second) >= len(text) {
			t.Fatalf("%q is cut into %q and %q", text, first, second)
		}
		if letters(first)+letters(second) != letters(text) {
			t.Fatalf("%q is more than %q and %q", text, first, second)
		}
	})
}

// FuzzIgnore reads any ignore file and asks about any path.
func FuzzIgnore(f *testing.F) {
	for _, seed := range []string{"*.log\n!keep.log", "/a/**/b/", "[a-", `\`, "{a,b}", "**/**/**/x", "# no", "a\\ ", "\xff[\xfe-]"} {
		f.Add(seed, "a/b/keep.log", false)
	}
	f.Fuzz(func(t *testing.T, rules, path string, isDir bool) {
		begun := time.Now()
		layer := &ignoreLayer{folder: string(filepath.Separator), rules: parseIgnore(rules)}
		layer.ignores(filepath.Join(layer.folder, path), isDir)
		if took := time.Since(begun); took > 10*time.Second {
			t.Fatalf("%q on %q took %v", rules, path, took)
		}
	})
}

// FuzzSniff names a kind for any content, or says that it is no document.
func FuzzSniff(f *testing.F) {
	for name, head := range map[string]string{"a.md": "# a", "b": "PK\x03\x04", "c.pdf": "x%PDF-", "d.txt": "\x00\x01", "e.html": "<p>", "f.epub": "PK\x03\x04mimetype"} {
		f.Add(name, []byte(head))
	}
	f.Fuzz(func(t *testing.T, name string, head []byte) {
		kind, err := sniff(name, head)
		if (kind == "") != (err != nil) || err != nil && !errors.Is(err, ErrNotDocument) {
			t.Fatalf("%q: %q, %v", name, kind, err)
		}
	})
}

// FuzzPDF sends any file to the PDF worker: it answers, or it is given up and the next file is read as
// ever.
func FuzzPDF(f *testing.F) {
	good := pdftest.Write("Paper", "one\ntwo", "", "three")
	f.Add(good)
	f.Add([]byte("%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 1 0 R >> endobj\ntrailer << /Root 1 0 R >>"))
	f.Add([]byte("%PDF-"))
	cache := ""
	if dir, err := os.UserCacheDir(); err == nil {
		cache = filepath.Join(dir, "flocktop-test")
	}
	x := NewExtractor(ExtractorOptions{CacheDir: cache})
	f.Cleanup(func() {
		if err := x.Close(); err != nil {
			f.Error(err)
		}
	})
	f.Fuzz(func(t *testing.T, data []byte) {
		document, err := extractOne(t, x, "a.pdf", data)
		var failure *Failure
		switch {
		case err == nil:
			for _, section := range document.Sections {
				requireClean(t, section.Text)
				requireClean(t, section.Heading)
			}
		case !errors.As(err, &failure):
			t.Fatal(err)
		default:
			if document, err := extractOne(t, x, "next.pdf", good); err != nil || len(document.Sections) == 0 {
				t.Fatalf("the file after it: %+v, %v", document, err)
			}
		}
	})
}
