package cluster

import (
	"errors"
	"io"
	"net"
	"regexp"
	"strings"
	"syscall"
)

// runnerCall is how Ollama tells of a request to its own runner, the process
// that holds the model: by an address that is no node's, and has another port
// each time.
var runnerCall = regexp.MustCompile(`(?:do embedding request: )?(?:Get|Post) "http://(?:127\.0\.0\.1|localhost|\[::1\]):\d+/[^"]*": `)

// runnerEnds are the ways in which such a request ends. What stands in brackets
// is what the issues of Ollama call it.
var runnerEnds = []struct{ part, text string }{
	{"eof", "the server's runner crashed in mid-answer (EOF)"},
	{"connection reset", "the server's runner crashed in mid-answer (connection reset)"},
	{"broken pipe", "the server's runner crashed in mid-answer (broken pipe)"},
	{"connection refused", "the server's runner is gone (connection refused)"},
	{"context canceled", "the server gave up on its runner"},
}

// plainly says a server's message about its runner in words, and without what is
// different each time, so that failures for one reason have one reason. Other
// messages stay as they are.
func plainly(message string) string {
	at := runnerCall.FindStringIndex(message)
	if at == nil {
		return message
	}
	rest := message[at[1]:]
	for _, end := range runnerEnds {
		if strings.Contains(strings.ToLower(rest), end.part) {
			return message[:at[0]] + end.text
		}
	}
	return message[:at[0]] + "the server's runner: " + rest
}

// explainEnd speaks of connections that ended or never came about; "" where it is
// something else.
func explainEnd(err error) string {
	var timeout net.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET):
		return "connection reset"
	case errors.Is(err, syscall.EPIPE):
		return "the server closed the connection while it was asked"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the server closed the connection in mid-answer"
	case errors.Is(err, io.EOF):
		return "the server closed the connection without an answer"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	}
	return ""
}
