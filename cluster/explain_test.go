package cluster

import (
	"encoding/json"
	"testing"

	"github.com/ollama/ollama/api"
)

// What a web server says is no news to anybody: that it is no Ollama is.
func TestAWebPageIsNotPrinted(t *testing.T) {
	var noJSON any
	for want, err := range map[string]error{
		"status 404: a web page answered (Not Found), not Ollama": api.StatusError{
			StatusCode: 404, ErrorMessage: "<!DOCTYPE HTML>\n<html lang=\"en\"><head><title>\n Not\x1b Found </title></head>" + "<body><p>much more</p></body></html>",
		},
		"status 502: a web page answered, not Ollama":               api.StatusError{StatusCode: 502, ErrorMessage: "<html><body>Bad Gateway</body></html>"},
		"a web page answered, not Ollama":                           json.Unmarshal([]byte("<html></html>"), &noJSON),
		"status 404 Not Found and not a word more: is that Ollama?": api.StatusError{StatusCode: 404, Status: "404 Not Found"},
		"the answer is not JSON":                                    json.Unmarshal([]byte("hello"), &noJSON),
	} {
		if got := explain(err); got != want {
			t.Errorf("%v is %q, want %q", err, got, want)
		}
	}
}
