package documents

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// extractPPTX reads PowerPoint's slides in their order: a section for each, headed by its number and its
// title, the speaker's notes at its end.
func extractPPTX(data []byte) (extracted, error) {
	const presentation = "ppt/presentation.xml"
	a, err := openArchive(data)
	if err != nil {
		return extracted{}, err
	}
	var show struct {
		Slides []struct {
			Attributes []xml.Attr `xml:",any,attr"`
		} `xml:"sldIdLst>sldId"`
	}
	if err := a.decode(presentation, &show); err != nil {
		return extracted{}, err
	}
	relations := a.relations(presentation)
	found := extracted{Title: a.title("docProps/core.xml")}
	for i, slide := range show.Slides {
		part := ""
		for _, attribute := range slide.Attributes { // its own id has no namespace, that of the relation has
			if attribute.Name.Local == "id" && attribute.Name.Space != "" {
				part = relations[attribute.Value]
			}
		}
		section, err := readSlide(a, part, i+1)
		if err != nil {
			return extracted{}, err
		}
		found.Sections = append(found.Sections, section)
	}
	return found, nil
}

func readSlide(a *archive, part string, number int) (Section, error) {
	content, err := a.read(part)
	if err != nil {
		return Section{}, err
	}
	var slide slideML
	var out outline
	if err := readParagraphs(&out, content, &slide); err != nil {
		return Section{}, err
	}
	for _, target := range a.relations(part) {
		if !strings.Contains(target, "notesSlide") { // a slide has one at most
			continue
		}
		content, err := a.read(target)
		if err != nil {
			return Section{}, err
		}
		if err := readParagraphs(&out, content, &slideML{}); err != nil {
			return Section{}, err
		}
	}
	section := Section{Heading: breadcrumb([]string{strings.TrimSpace(fmt.Sprintf("Slide %d: %s", number, slide.title))})}
	section.Heading = strings.TrimSuffix(section.Heading, ":")
	for _, part := range out.end() {
		section.Text = strings.TrimLeft(section.Text+"\n\n"+part.Text, "\n")
	}
	if section.Text == "" {
		section.Text = slide.title
	}
	return section, nil
}

// slideML is the dialect of PowerPoint.
type slideML struct {
	title   string
	inTitle bool // in the shape that holds the slide's title
}

func (s *slideML) start(page *paragraphs, element xml.StartElement) {
	switch element.Name.Local {
	case "sp":
		s.inTitle = false
	case "ph":
		switch xmlAttribute(element, "type") {
		case "title", "ctrTitle":
			s.inTitle = true
		}
	case "fld", "Fallback": // numbers of slides, dates; doubles
		page.ignore()
	case "t":
		page.writing++
	case "br":
		page.space("\n")
	case "tbl":
		page.startTable()
	}
}

func (s *slideML) end(page *paragraphs, name string) {
	switch name {
	case "t":
		page.writing--
	case "p":
		if s.inTitle && page.tables == 0 {
			s.title = strings.Join(strings.Fields(s.title+" "+clean(page.line.String())), " ")
			page.line.Reset()
			return
		}
		page.endParagraph(0)
	case "sp":
		s.inTitle = false
	case "tc":
		page.endCell()
	case "tr":
		page.endRow()
	case "tbl":
		page.endTable()
	}
}
