package documents

import "strings"

// maxHeadingLevel is HTML's and Markdown's.
const maxHeadingLevel = 6

// outline collects a document's blocks under the headings that they stand under. Its methods are called
// in reading order.
type outline struct {
	open     [maxHeadingLevel]string // the headings in force, outermost first
	level    int                     // of the innermost one; 0 before the first
	body     strings.Builder
	listing  bool // the block before was an item of a list
	sections []Section
	first    string // the first heading of the highest level: a title for documents that name none
	best     int
}

// heading closes the section before it and opens one of the given level, 1 to 6.
func (o *outline) heading(level int, text string) {
	level = min(max(level, 1), maxHeadingLevel)
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return
	}
	o.flush(level)
	o.open[level-1] = text
	clear(o.open[level:])
	o.level = level
	if o.best == 0 || level < o.best {
		o.first, o.best = text, level
	}
}

// block adds a paragraph, a list, a table or some code to the section under way.
func (o *outline) block(text string) {
	text = strings.Trim(text, "\n")
	if strings.TrimSpace(text) == "" {
		return
	}
	if o.body.Len() > 0 {
		o.body.WriteString("\n\n")
	}
	o.body.WriteString(text)
	o.listing = false
}

// item adds an item of a list: a line right below the item before it.
func (o *outline) item(text string) {
	if text = strings.TrimSpace(text); text == "" {
		return
	}
	if o.listing && o.body.Len() > 0 {
		o.body.WriteString("\n- " + text)
		return
	}
	o.block("- " + text)
	o.listing = true
}

// flush ends the section under way, before a heading of level next. A heading with nothing under it, not
// even a deeper heading, is a section of its own words: they would be in no chunk otherwise.
func (o *outline) flush(next int) {
	text := o.body.String()
	o.body.Reset()
	if text == "" && o.level > 0 && next <= o.level {
		text = o.open[o.level-1]
	}
	if text != "" {
		o.sections = append(o.sections, Section{Heading: breadcrumb(o.open[:o.level]), Text: text})
	}
}

func (o *outline) end() []Section {
	o.flush(0)
	o.level = 0
	return o.sections
}
