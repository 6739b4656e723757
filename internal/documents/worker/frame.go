package worker

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The two processes exchange frames: four bytes of length, most significant first, and so many bytes. The
// worker says greeting first; then each request gets one reply.
const greeting = "flocktop worker 1"

// maxFrame bounds requests and replies alike, far above what anybody sends on purpose.
const maxFrame = 1 << 30

var errFrame = errors.New("frame too long")

func writeFrame(to io.Writer, payload []byte) error {
	if len(payload) > maxFrame {
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
