package plain

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"time"
)

// maxLine is how long a line may be: a command with many paths.
const maxLine = 64 << 10

// line is one line of input, or the end of it.
type line struct {
	text string
	long bool  // longer than maxLine, and thrown away
	err  error // io.EOF at the end; the text came before it
}

// input reads lines ahead, one at a time, so that the session can wait for
// other things beside them.
type input struct {
	from  io.Reader
	lines chan line
	stop  chan struct{}
	ended chan struct{}
}

func newInput(from io.Reader) *input {
	in := &input{from: from, lines: make(chan line), stop: make(chan struct{}), ended: make(chan struct{})}
	go in.read()
	return in
}

func (in *input) read() {
	defer close(in.ended)
	r := bufio.NewReaderSize(in.from, maxLine)
	for {
		l := next(r)
		select {
		case in.lines <- l:
		case <-in.stop:
			return
		}
		if l.err != nil {
			return
		}
	}
}

func next(r *bufio.Reader) line {
	raw, err := r.ReadSlice('\n')
	l := line{text: strings.TrimRight(string(raw), "\r\n"), err: err}
	for errors.Is(err, bufio.ErrBufferFull) {
		l.long, l.text = true, ""
		_, err = r.ReadSlice('\n')
		l.err = err
	}
	return l
}

// close ends the reading. What can be interrupted (a connection, most pipes
// that this program made) is, and waited for. A terminal or what a shell gives
// as standard input cannot: its reader stays in its read until the next line or
// the end of the process, touches nothing then, and ends.
func (in *input) close() {
	close(in.stop)
	if d, ok := in.from.(interface{ SetReadDeadline(t time.Time) error }); ok && d.SetReadDeadline(time.Unix(1, 0)) == nil {
		<-in.ended
		_ = d.SetReadDeadline(time.Time{}) // whoever reads next may
	}
}
