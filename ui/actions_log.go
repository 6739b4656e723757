package ui

// logActions are what is done with the log.
func logActions() []action { return nil }
