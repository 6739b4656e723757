package documents

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// headBytes is how much of a file decides its kind: enough for every signature, one read of the disk.
const headBytes = 8 << 10

// sniffFile reads the head of a regular file and tells its kind; the error is ErrNotDocument, with the
// type that was found in the sentence, or what the disk said.
func sniffFile(path string) (Kind, error) {
	file, err := os.Open(path) // #nosec G304 -- reading the user's own files is the purpose
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }() // only read from
	head := make([]byte, headBytes)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", err
	}
	return sniff(path, head[:n])
}

// sniff tells a document's kind by the first bytes of its content, which say what it is, and by its
// name, which says how its author wants it read.
func sniff(path string, head []byte) (Kind, error) {
	head = head[:min(len(head), headBytes)]
	extension := strings.ToLower(filepath.Ext(path))
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(head, []byte(bomUTF8)), " \t\r\n")
	switch {
	case bytes.HasPrefix(trimmed, []byte("%PDF-")):
		return KindPDF, nil
	case extension == ".pdf" && bytes.Contains(head, []byte("%PDF-")): // readers allow noise in front
		return KindPDF, nil
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return sniffArchive(extension, head)
	case !looksLikeText(head):
		return "", notDocument(mimetype.Detect(head).String())
	}
	return sniffText(extension, head)
}

// sniffText tells the kinds of text apart. The name comes first: a README that opens with <p> is
// Markdown all the same.
func sniffText(extension string, head []byte) (Kind, error) {
	switch extension {
	case ".md", ".markdown", ".mdown", ".mkd", ".mdx":
		return KindMarkdown, nil
	case ".html", ".htm", ".xhtml", ".xht", ".shtml":
		return KindHTML, nil
	case ".svg", ".rtf", ".ps", ".eps":
		return "", notDocument("markup of a picture or of a page: " + extension)
	}
	found := mimetype.Detect(head)
	switch {
	case found.Is("image/svg+xml"), found.Is("text/rtf"), found.Is("application/postscript"):
		return "", notDocument(found.String())
	case extension == "" && found.Is("text/html"), found.Is("application/xhtml+xml"):
		return KindHTML, nil
	}
	return KindText, nil
}

// maxControlShare is one in how many bytes may be a control character in what is still text: random or
// compressed bytes have one in nine.
const maxControlShare = 100

// looksLikeText tells text in any charset from binary data.
func looksLikeText(head []byte) bool {
	if _, rest := unicodeBOM(head); len(rest) < len(head) {
		return true
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return utf16ByParity(head) != nil
	}
	controls := 0
	for _, b := range head {
		switch {
		case b == '\t', b == '\n', b == '\r', b == '\f', b == '\v', b == '\b', b == 0x1b: // old printers, terminals
		case b < 0x20, b == 0x7f:
			controls++
		}
	}
	return controls*maxControlShare <= len(head)
}

// sniffArchive tells the documents among the zip files. Some are told by their first bytes, some only by
// their name: the order of an archive's parts is free.
func sniffArchive(extension string, head []byte) (Kind, error) {
	found := mimetype.Detect(head)
	for kind, mime := range map[Kind]string{
		KindDOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		KindODT:  "application/vnd.oasis.opendocument.text",
		KindPPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
		KindEPUB: "application/epub+zip",
	} {
		if found.Is(mime) || (found.Is("application/zip") && extension == "."+string(kind)) {
			return kind, nil
		}
	}
	return "", notDocument(found.String())
}

func notDocument(what string) error {
	return say(ErrNotDocument, "not a document that can be read (%s)", what)
}
