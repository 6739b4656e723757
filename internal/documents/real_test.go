package documents

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/ollama/ollama/api"
)

// TestCountAgainstARealServer compares the counts with those of real servers: FLOCKTOP_REAL lists their
// URLs, divided by commas. Every embedding model of the first one is asked.
func TestCountAgainstARealServer(t *testing.T) {
	list := os.Getenv("FLOCKTOP_REAL")
	if list == "" {
		t.Skip("FLOCKTOP_REAL names no server")
	}
	address, _, _ := strings.Cut(list, ",")
	base, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		t.Fatal(err)
	}
	defer http.DefaultClient.CloseIdleConnections()
	client := api.NewClient(base, http.DefaultClient)
	models, err := client.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, model := range models.Models {
		t.Run(model.Name, func(t *testing.T) { compareCounts(t, client, model.Name) })
	}
}

func compareCounts(t *testing.T, client *api.Client, model string) {
	show, err := client.Show(t.Context(), &api.ShowRequest{Model: model, Verbose: true})
	if err != nil {
		t.Fatal(err)
	}
	tok, err := NewTokenizer(show.ModelInfo)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		text  string
		exact bool // else the count may be higher: servers of other releases find more
	}{
		{"hello world, this is a test", true},
		{"The Quick Brown Fox: it jumped over 12,345 lazy dogs!", true},
		{"one\n\ntwo\tthree    four", true},
		{"func main() { fmt.Println(\"x\") } // a comment", true},
		{"日本語の文章です", true},
		{"Привет, мир", true},
		{"a+b=c, x<y && z>$5", false},
		{"Über Größenträger und naïve Cafés", false},
		{"“quoted” – with … marks’ of typesetters", false},
		{"emoji 😀 and 👩‍👩‍👧", false},
		{strings.Repeat("c29tZSBiYXNlNjQ", 20), true},
	} {
		answer, err := client.Embed(t.Context(), &api.EmbedRequest{Model: model, Input: test.text})
		if err != nil {
			t.Fatal(err)
		}
		got := tok.Count(test.text) + SpecialTokens(tok)
		switch server := answer.PromptEvalCount; {
		case test.exact && got != server:
			t.Errorf("%q: counted %d, the server %d", test.text, got, server)
		case got < server:
			t.Errorf("%q: counted %d, fewer than the server's %d", test.text, got, server)
		default:
			t.Logf("%q: counted %d, the server %d", test.text, got, server)
		}
	}
}
