package documents

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"golang.org/x/net/html/charset"
)

// maxUnpacked bounds all that is unpacked out of one archive together: what a person wrote is far below,
// and an archive can be made to hold a million times its size.
const maxUnpacked = 256 << 20

// archive is a document that is a zip file of parts, mostly XML.
type archive struct {
	parts map[string]*zip.File
	left  int64 // bytes that may still be unpacked
}

func openArchive(data []byte) (*archive, error) {
	reader, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, damaged("", err)
	}
	a := &archive{parts: make(map[string]*zip.File, len(reader.File)), left: maxUnpacked}
	for _, file := range reader.File {
		a.parts[strings.TrimPrefix(file.Name, "/")] = file
	}
	return a, nil
}

// damaged says what is wrong with an archive, or a part of it; "zip:" before that is no news.
func damaged(where string, err error) error {
	return say(err, "damaged archive: %s%s", where, strings.TrimPrefix(err.Error(), "zip: "))
}

// errNoPart is of a part that a document may do without; of one that it may not, it says enough.
var errNoPart = errors.New("damaged document: a part of it is missing")

// read unpacks one part.
func (a *archive) read(name string) ([]byte, error) {
	file, found := a.parts[name]
	if !found {
		return nil, fmt.Errorf("%w: %s", errNoPart, name)
	}
	part, err := file.Open()
	if err != nil {
		return nil, damaged(name+": ", err)
	}
	defer func() { _ = part.Close() }() // only read from
	content, err := io.ReadAll(io.LimitReader(part, a.left+1))
	if err != nil {
		return nil, damaged(name+": ", err)
	}
	if a.left -= int64(len(content)); a.left < 0 {
		return nil, say(ErrTooLarge, "the archive holds more than %d MiB", maxUnpacked>>20)
	}
	return content, nil
}

// decode fills value from an XML part.
func (a *archive) decode(name string, value any) error {
	content, err := a.read(name)
	if err != nil {
		return err
	}
	if err := newXML(content).Decode(value); err != nil {
		return fmt.Errorf("damaged document: %s: %w", name, err)
	}
	return nil
}

// title reads the title out of a part with Dublin Core's facts; blank where there is none.
func (a *archive) title(name string) string {
	var facts struct {
		Title string `xml:"title"`
		Meta  struct {
			Title string `xml:"title"`
		} `xml:"meta"`
	}
	if err := a.decode(name, &facts); err != nil {
		return "" // a document without facts about itself is one all the same
	}
	return firstNonBlank(facts.Title, facts.Meta.Title)
}

// relations maps the ids by which a part names others to the names of those.
func (a *archive) relations(part string) map[string]string {
	var list struct {
		Relations []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	folder, base := path.Split(part)
	if err := a.decode(folder+"_rels/"+base+".rels", &list); err != nil {
		return nil // it names none
	}
	targets := make(map[string]string, len(list.Relations))
	for _, relation := range list.Relations {
		target := relation.Target
		if !strings.HasPrefix(target, "/") {
			target = path.Join(folder, target)
		}
		targets[relation.ID] = strings.TrimPrefix(target, "/")
	}
	return targets
}

// newXML reads XML as it is found: in any charset, with HTML's entities, and not always well formed.
func newXML(content []byte) *xml.Decoder {
	decoder := xml.NewDecoder(bytes.NewReader(content))
	decoder.Strict = false
	decoder.Entity = xml.HTMLEntity
	decoder.CharsetReader = charset.NewReaderLabel
	return decoder
}
