// Package proof holds tests alone, of what no test inside one process can show:
// that the program loses nothing when it is killed at any moment, and that it
// ends cleanly whoever ends it. They build the real binary and run it against
// simulated servers, without a terminal, under one that the tests read
// themselves, and in tmux where there is one.
//
//	go test ./internal/proof                    a few kills
//	FLOCKTOP_KILL_ROUNDS=50 go test -v -run Kill ./internal/proof
//	go test -v -run Tmux ./internal/proof       says whether there is a tmux
//
// FLOCKTOP_KILL_SEED draws other moments; the seed in use is logged.
package proof
