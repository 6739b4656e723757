package documents

import (
	"errors"
	"net/url"
	"path"
)

// extractEPUB reads a book's chapters in the order in which they are read.
func extractEPUB(data []byte) (extracted, error) {
	a, err := openArchive(data)
	if err != nil {
		return extracted{}, err
	}
	var container struct {
		Roots []struct {
			Path string `xml:"full-path,attr"`
		} `xml:"rootfiles>rootfile"`
	}
	if err := a.decode("META-INF/container.xml", &container); err != nil {
		return extracted{}, err
	}
	if len(container.Roots) == 0 {
		return extracted{}, errors.New("damaged document: the book names no contents")
	}
	var book struct {
		Title string `xml:"metadata>title"`
		Items []struct {
			ID   string `xml:"id,attr"`
			Path string `xml:"href,attr"`
			Type string `xml:"media-type,attr"`
		} `xml:"manifest>item"`
		Spine []struct {
			ID string `xml:"idref,attr"`
		} `xml:"spine>itemref"`
	}
	if err := a.decode(container.Roots[0].Path, &book); err != nil {
		return extracted{}, err
	}
	chapters := make(map[string]string, len(book.Items))
	for _, item := range book.Items {
		if name, err := url.PathUnescape(item.Path); err == nil && (item.Type == "application/xhtml+xml" || item.Type == "text/html") {
			chapters[item.ID] = path.Join(path.Dir(container.Roots[0].Path), name)
		}
	}
	found := extracted{Title: book.Title}
	for _, entry := range book.Spine {
		name, known := chapters[entry.ID]
		if !known {
			continue
		}
		content, err := a.read(name)
		if err != nil {
			return extracted{}, err
		}
		chapter, err := extractHTML(content)
		if err != nil {
			return extracted{}, err
		}
		found.Sections = append(found.Sections, chapter.Sections...)
	}
	return found, nil
}
