package theme

// Glyphs are the signs of the screen, each one cell wide in every terminal.
type Glyphs struct {
	Border        Border
	Spark         []string // from nothing to full, for one value in one cell
	Bar, BarHalf  string   // done part of a bar, and its half-filled end
	Track         string   // the part of a bar that is to come
	Beyond        string   // at the end of a bar that is longer than its line
	Cursor        string   // beside what is selected
	Dot           string   // between facts
	Mark, NoMark  string   // of what can be chosen
	Done, Failed  string
	Alert         string // something wants attention
	Ellipsis      string
	Up, Down      string
	Left, Right   string
	Return        string
	Blocks        bool   // block elements may be drawn: large words
	Braille       bool   // graphs are of braille; else of blocks, or of what ASCII has
	Rising        string // a list is sorted by this, from the least
	Falling       string // and from the most
	Lettered      bool   // these two are signs of text, and want to be told from letters
	StateOverride map[string]string
}

// Border is the frame of a pane.
type Border struct {
	TopLeft, TopRight, BottomLeft, BottomRight, Across, Down string
}

func unicodeGlyphs() Glyphs {
	return Glyphs{
		Border:   Border{"╭", "╮", "╰", "╯", "─", "│"},
		Spark:    []string{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇"}, // a full block would touch the row above
		Bar:      "━",
		BarHalf:  "╾",
		Track:    "─",
		Beyond:   "»",
		Cursor:   ">",
		Dot:      "·",
		Mark:     "●",
		NoMark:   "○",
		Done:     "✓",
		Failed:   "✗",
		Alert:    "!",
		Ellipsis: "…",
		Up:       "↑", Down: "↓", Left: "←", Right: "→",
		Return: "enter",
		Blocks: true, Braille: true,
		Rising: "↑", Falling: "↓",
	}
}

// asciiGlyphs serve terminals and fonts that have nothing else.
func asciiGlyphs() Glyphs {
	return Glyphs{
		Border:   Border{"+", "+", "+", "+", "-", "|"},
		Spark:    []string{" ", "_", ".", "-", ":", "=", "+", "*"},
		Bar:      "#",
		BarHalf:  "#",
		Track:    "-",
		Beyond:   ">",
		Cursor:   ">",
		Dot:      "|",
		Mark:     "x",
		NoMark:   "o",
		Done:     "v",
		Failed:   "x",
		Alert:    "!",
		Ellipsis: ">",
		Up:       "up", Down: "down", Left: "left", Right: "right",
		Return: "enter",
		Rising: "^", Falling: "v", Lettered: true,
		StateOverride: map[string]string{
			"◌": "?", "○": "o", "●": "*", "◐": "~", "▲": "^", "■": "#", "✗": "x", "≠": "!",
		},
	}
}

// State returns a state's sign in this set.
func (g Glyphs) State(sign string) string {
	if s, ok := g.StateOverride[sign]; ok {
		return s
	}
	return sign
}
