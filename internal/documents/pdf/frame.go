package pdf

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// The two processes exchange frames: four bytes of length, most significant first, and so many bytes. The
// worker says greeting first; then each request, a whole PDF file, gets one reply, as JSON.
const greeting = "flocktop pdf worker 1"

const (
	// maxRequest is above every limit that callers set on files.
	maxRequest = 1 << 30
	// maxReply holds maxText in the most wasteful JSON, nearly.
	maxReply = 256 << 20
	// maxText is how many bytes of text one file may have: a bomb's stay out of the parent's memory.
	maxText = 64 << 20
)

var errFrame = errors.New("frame too long")

func writeFrame(to io.Writer, payload []byte) error {
	if len(payload) > maxRequest {
		return fmt.Errorf("%w: %d bytes", errFrame, len(payload))
	}
	length := binary.BigEndian.AppendUint32(nil, uint32(len(payload))) // #nosec G115 -- checked above
	if _, err := to.Write(length); err != nil {
		return err
	}
	_, err := to.Write(payload)
	return err
}

// readFrame gives io.EOF where the other side has ended between two frames. A length is never believed
// before the bytes are there.
func readFrame(from io.Reader, limit int64) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(from, head[:]); err != nil {
		return nil, err
	}
	length := int64(binary.BigEndian.Uint32(head[:]))
	if length > limit {
		return nil, fmt.Errorf("%w: %d bytes, the limit is %d", errFrame, length, limit)
	}
	var payload bytes.Buffer
	if _, err := io.CopyN(&payload, from, length); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return payload.Bytes(), nil
}

// problem is why a file gave no text, as a code that both processes know.
type problem string

const (
	problemNone     problem = ""
	problemPassword problem = "password"
	problemDamaged  problem = "damaged"
	problemTooLong  problem = "too long"
)

// reply is a worker's answer to one file.
type reply struct {
	Text    Text    `json:"text"`
	Problem problem `json:"problem,omitempty"`
	Detail  string  `json:"detail,omitempty"`
}

func parseReply(payload []byte) (Text, error) {
	var r reply
	if err := json.Unmarshal(payload, &r); err != nil {
		return Text{}, fmt.Errorf("the PDF worker answered what is no reply: %w", err)
	}
	switch r.Problem {
	case problemNone:
		return r.Text, nil
	case problemPassword:
		return Text{}, ErrPassword
	case problemTooLong:
		return Text{}, ErrTooLong
	case problemDamaged:
	}
	return Text{}, fmt.Errorf("%w: %s", ErrDamaged, r.Detail)
}
