package documents

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/gabriel-vasile/mimetype"
)

// headBytes is how much of a file decides its kind: enough for every signature, one read of the disk.
const headBytes = 8 << 10

// sniffFile reads the head of a regular file and tells why it holds no document: ErrNotDocument, with the
// type that was found in the sentence, or what the disk said.
func sniffFile(path string) error {
	file, err := os.Open(path) // #nosec G304 -- reading the user's own files is the purpose
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // only read from
	head := make([]byte, headBytes)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return err
	}
	_, err = sniff(path, head[:n])
	return err
}

// Vanished says that there is no document at path any more: no file at all, or one that holds none. Where
// that cannot be told, and where a document is damaged, it is false.
func Vanished(path string) bool {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return true
	case err != nil:
		return false
	case !info.Mode().IsRegular(), info.Size() == 0:
		return true
	}
	err = sniffFile(path)
	return errors.Is(err, ErrNotDocument) && promised(path) == ""
}

// Promised is the kind of document that the file's name promises, blank for whatever may be any text.
func (f File) Promised() Kind { return promised(f.Path) }

// Slow says that the file takes long to be read, above all the first of its kind, whose
// reader has to be started: see ExtractorOptions.CacheDir.
func (f File) Slow() bool { return f.Promised() == KindPDF }

// promised is the kind of document that a name promises whatever the content is, blank where it promises
// none: of these kinds, a file that cannot be read is a damaged document.
func promised(path string) Kind {
	switch kind := Kind(strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")); kind {
	case KindPDF, KindDOCX, KindODT, KindPPTX, KindEPUB:
		return kind
	case KindText, KindMarkdown, KindHTML: // any text is one of these
	}
	return ""
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
		return sniffArchive(path, head)
	case !looksLikeText(head):
		return "", notDocument(path, mimetype.Detect(head).String())
	}
	return sniffText(path, head)
}

// sniffText tells the kinds of text apart. The name comes first: a README that opens with <p> is
// Markdown all the same.
func sniffText(path string, head []byte) (Kind, error) {
	extension := strings.ToLower(filepath.Ext(path))
	switch extension {
	case ".md", ".markdown", ".mdown", ".mkd", ".mdx":
		return KindMarkdown, nil
	case ".html", ".htm", ".xhtml", ".xht", ".shtml":
		return KindHTML, nil
	case ".svg", ".rtf", ".ps", ".eps":
		return "", notDocument(path, "markup of a picture or of a page: "+extension)
	}
	found := mimetype.Detect(head)
	switch {
	case found.Is("image/svg+xml"), found.Is("text/rtf"), found.Is("application/postscript"):
		return "", notDocument(path, found.String())
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
func sniffArchive(path string, head []byte) (Kind, error) {
	extension := strings.ToLower(filepath.Ext(path))
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
	return "", notDocument(path, found.String())
}

func notDocument(path, what string) error {
	if kind := promised(path); kind != "" {
		return say(ErrNotDocument, "damaged, or no %s whatever its name says: its content is %s", strings.ToUpper(string(kind)), what)
	}
	return say(ErrNotDocument, "not a document that can be read (%s)", what)
}
