package theme

import "github.com/charmbracelet/lipgloss"

// palette gives a colour to each role. A theme is a palette; nothing else
// differs between themes.
type palette struct {
	text     lipgloss.TerminalColor // what is read most
	muted    lipgloss.TerminalColor // labels, units, what can wait
	faint    lipgloss.TerminalColor // borders, tracks, rules
	strong   lipgloss.TerminalColor // headings and the figures that count
	accent   lipgloss.TerminalColor // focus, selection, keys, progress
	good     lipgloss.TerminalColor
	warn     lipgloss.TerminalColor
	bad      lipgloss.TerminalColor
	info     lipgloss.TerminalColor
	sequence lipgloss.TerminalColor // sequential mode
	hybrid   lipgloss.TerminalColor // hybrid mode
	parallel lipgloss.TerminalColor // parallel mode
	graph    [3]lipgloss.TerminalColor
	onBadge  lipgloss.TerminalColor // text on a badge of any of these colours
}

// colour names the same colour for terminals with 16 million, 256 and 16
// colours: the nearest of 16 is often black on black, so it is chosen by hand.
func colour(full, of256, of16 string) lipgloss.TerminalColor {
	return lipgloss.CompleteColor{TrueColor: full, ANSI256: of256, ANSI: of16}
}

func dark() palette {
	return palette{
		text:     colour("#c9d1d9", "252", "7"),
		muted:    colour("#8b95a5", "246", "7"),
		faint:    colour("#49525f", "239", "8"),
		strong:   colour("#f0f4f8", "255", "15"),
		accent:   colour("#6cb6ff", "75", "12"),
		good:     colour("#7bc275", "114", "10"),
		warn:     colour("#e3b341", "179", "11"),
		bad:      colour("#f47067", "203", "9"),
		info:     colour("#76d0e0", "80", "14"),
		sequence: colour("#6cb6ff", "75", "12"),
		hybrid:   colour("#c29bf0", "141", "13"),
		parallel: colour("#5fcfa8", "79", "10"),
		graph:    [3]lipgloss.TerminalColor{colour("#2f7f6b", "29", "2"), colour("#46a98b", "36", "2"), colour("#7fe0c0", "79", "10")},
		onBadge:  colour("#0d1117", "233", "0"),
	}
}

func light() palette {
	return palette{
		text:     colour("#2b323b", "236", "0"),
		muted:    colour("#5d6875", "242", "8"),
		faint:    colour("#b4bdc8", "250", "7"),
		strong:   colour("#0b0f14", "232", "0"),
		accent:   colour("#0a60c2", "26", "4"),
		good:     colour("#1d7a35", "28", "2"),
		warn:     colour("#8f5f00", "94", "3"),
		bad:      colour("#c02a2a", "124", "1"),
		info:     colour("#0b7285", "30", "6"),
		sequence: colour("#0a60c2", "26", "4"),
		hybrid:   colour("#7a3fb8", "91", "5"),
		parallel: colour("#0f7a5a", "29", "2"),
		graph:    [3]lipgloss.TerminalColor{colour("#7cc4ad", "115", "2"), colour("#3b9d80", "36", "2"), colour("#0f7a5a", "29", "2")},
		onBadge:  colour("#ffffff", "231", "15"),
	}
}

// safe keeps to colours that people with any of the common colour blindnesses
// tell apart: blue against orange, and lightness for the rest.
func safe() palette {
	p := dark()
	p.accent = colour("#56b4e9", "74", "14")
	p.good = colour("#56b4e9", "74", "14")
	p.warn = colour("#f0e442", "227", "11")
	p.bad = colour("#e8853a", "208", "9")
	p.info = colour("#cc9bc0", "182", "13")
	p.sequence = colour("#56b4e9", "74", "14")
	p.hybrid = colour("#f0e442", "227", "11")
	p.parallel = colour("#e69f00", "214", "3")
	p.graph = [3]lipgloss.TerminalColor{colour("#1f5f8b", "24", "4"), colour("#3a8cc4", "32", "4"), colour("#9fd6f5", "117", "14")}
	return p
}
