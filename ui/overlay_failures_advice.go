package ui

import "strings"

// advice says what failures mean and what can be done about them, by the words in
// which the engine and the servers give their reasons.
var advice = []struct {
	part string // of the reason, in lower case
	next string
	what string // happened; "" where the reason says it
}{
	{"one node after the other fell over it", otherText, "one node after the other fell over this text"},
	{"context length", shorterTexts, tooLong},
	{"maximum context", shorterTexts, tooLong},
	{"longer than the context", shorterTexts, tooLong},
	{"too large to process", shorterTexts, tooLong},
	{"runner crashed", otherText, crashes},
	{"/embedding\": eof", otherText, crashes}, // as it was kept by earlier versions
	{"unsupported value: nan", otherText, "the servers give no numbers for this text"},
	{"password", "save a copy without a password and queue that one", ""},
	{"encrypted", "save a copy that is not encrypted and queue that one", ""},
	{"permission denied", "let this user read it, then retry", ""},
	{"no such file", "put it back where it was, then retry", ""},
	{"file too large", smallerFiles, ""},
	{"holds more than", smallerFiles, ""},
	{"need ocr", recognise, ""},
	{"no text in the document", recognise, ""},
	{"not a document that can be read", "convert it to a kind of document that is read, or leave it out", ""},
	{"damaged", saveAnew, ""},
	{"took too long", saveAnew, ""},
	{"crashed", saveAnew, ""},
}

const (
	tooLong = "the text is longer than the model's context"
	crashes = "this text crashes the server's runner"

	shorterTexts = "make chunks shorter (chunks.tokens in the configuration), start anew, then retry"
	otherText    = "servers fail on this text itself: change it, or update Ollama there, then retry"
	smallerFiles = "divide it into smaller files and queue those"
	recognise    = "have its text recognised (OCR) and queue the result"
	saveAnew     = "open it in its own program and save it anew, then retry"
)

// adviceFor says what happened and what to do next about a reason; both "" where
// that is not known.
func adviceFor(reason string) (what, next string) {
	reason = strings.ToLower(reason)
	for _, a := range advice {
		if strings.Contains(reason, a.part) {
			return a.what, a.next
		}
	}
	return "", ""
}
