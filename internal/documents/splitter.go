package documents

import (
	"math"
	"strings"
	"unicode"
)

const (
	// DefaultMaxTokens is a chunk's size where nothing else is said: long enough for a thought, and inside
	// the context of every embedding model.
	DefaultMaxTokens = 256
	// DefaultOverlap is the share of a chunk that the next one repeats, so that what stands at a border is
	// found with its surroundings once.
	DefaultOverlap = 0.15
	// maxOverlap keeps a chunk at least half new.
	maxOverlap = 0.5
	// tinyShare: a section of at most a quarter of a chunk may share its chunk with its neighbours.
	tinyShare = 4
)

// Splitter cuts documents into chunks. It ends a chunk at the coarsest border that there is: between
// sections always, then between paragraphs, sentences, words, and inside of a word where nothing else is
// left. It is deterministic, holds no state and may be used by several goroutines if its Tokenizer may.
type Splitter struct {
	Tokenizer Tokenizer // nil means EstimatedTokenizer
	MaxTokens int       // of content, the model's special tokens not counted; 0 means DefaultMaxTokens
	Overlap   float64   // share of a chunk, 0 to 0.5; see DefaultOverlap
}

// Chunk is a piece of a document, not blank, of at most the splitter's MaxTokens; a single character that
// is more tokens than that alone is the one exception.
type Chunk struct {
	Position int    // in the document, from 0
	Heading  string // breadcrumb of the section, or what the breadcrumbs of its sections have in common
	Text     string
	Tokens   int // as the splitter's tokenizer counts
}

// Split cuts a document. Every word of it is in some chunk. Neighbouring tiny sections under the same
// parent share a chunk, each below a line with its heading; otherwise no chunk crosses a heading.
func (s Splitter) Split(document Document) []Chunk {
	c := cutter{tokenizer: s.Tokenizer, limit: s.MaxTokens}
	if c.tokenizer == nil {
		c.tokenizer = EstimatedTokenizer()
	}
	if c.limit <= 0 {
		c.limit = DefaultMaxTokens
	}
	if s.Overlap > 0 && !math.IsNaN(s.Overlap) {
		c.overlap = int(float64(c.limit) * min(s.Overlap, maxOverlap))
	}
	for _, section := range document.Sections {
		c.section(section)
	}
	c.endGroup()
	return c.chunks
}

// cutter is one document being cut.
type cutter struct {
	tokenizer Tokenizer
	limit     int // tokens a chunk
	overlap   int // tokens repeated
	group     []tiny
	chunks    []Chunk
}

// tiny is a section that waits for neighbours to share a chunk with.
type tiny struct {
	section Section
	tokens  int // with its heading, as a line
}

func (c *cutter) section(section Section) {
	p := newPacker(c, section.Text)
	tokens := p.total()
	if tokens > c.limit/tinyShare {
		c.endGroup()
		c.cutAlone(section, p)
		return
	}
	if title := lastHeading(section.Heading); title != "" {
		tokens += c.tokenizer.Count(title)
	}
	if len(c.group) > 0 && !c.joins(section.Heading, tokens) {
		c.endGroup()
	}
	c.group = append(c.group, tiny{section: section, tokens: tokens})
}

// joins tells whether a tiny section fits to those that wait: by size, and by standing below the parent
// of the first of them.
func (c *cutter) joins(breadcrumb string, tokens int) bool {
	for _, member := range c.group {
		tokens += member.tokens
	}
	first := headings(c.group[0].section.Heading)
	parent := first[:max(len(first)-1, 0)]
	return tokens <= c.limit && len(commonPrefix(parent, headings(breadcrumb))) == len(parent)
}

// endGroup makes a chunk of the sections that wait. What was summed up may be off by some tokens; where
// the whole is too long after all, each section is cut alone.
func (c *cutter) endGroup() {
	group := c.group
	c.group = nil
	if len(group) == 0 {
		return
	}
	if len(group) > 1 {
		common := headings(group[0].section.Heading)
		for _, member := range group[1:] {
			common = commonPrefix(common, headings(member.section.Heading))
		}
		var parts []string
		for _, member := range group {
			text := strings.TrimFunc(member.section.Text, unicode.IsSpace)
			title := breadcrumb(headings(member.section.Heading)[len(common):])
			if title != "" && title != text {
				parts = append(parts, title)
			}
			if text != "" {
				parts = append(parts, text)
			}
		}
		text := strings.Join(parts, "\n\n")
		if tokens := c.tokenizer.Count(text); tokens <= c.limit && text != "" {
			c.emit(breadcrumb(common), text, tokens)
			return
		}
	}
	for _, member := range group {
		c.cutAlone(member.section, newPacker(c, member.section.Text))
	}
}

// cutAlone makes chunks of one section.
func (c *cutter) cutAlone(section Section, p *packer) {
	for _, part := range p.pack() {
		c.emit(section.Heading, section.Text[part.start:part.end], part.tokens)
	}
}

func (c *cutter) emit(heading, text string, tokens int) {
	c.chunks = append(c.chunks, Chunk{Position: len(c.chunks), Heading: heading, Text: text, Tokens: tokens})
}

func lastHeading(breadcrumb string) string {
	if names := headings(breadcrumb); len(names) > 0 {
		return names[len(names)-1]
	}
	return ""
}

func commonPrefix(a, b []string) []string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return a[:n]
}
