package ui

// Simulation is what can be done to the servers of a demo, and happens to real
// ones by itself. A node is named by its ID. Trouble returns at once, from memory;
// the others are called from commands only.
type Simulation interface {
	// Kill ends a server, as pulling its plug does.
	Kill(id string) error
	// Slow makes a server several times slower.
	Slow(id string) error
	// Hang has a server take texts and never answer.
	Hang(id string) error
	// Heal makes a server as it was at the start.
	Heal(id string) error
	// Trouble says in a word what a server suffers from, "" where nothing; false
	// where it is not simulated.
	Trouble(id string) (what string, simulated bool)
}
