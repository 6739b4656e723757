package ui

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// tmuxTime is how long tmux has to take a text.
const tmuxTime = 2 * time.Second

// toTmux gives a text to tmux itself: with the settings that it comes with, what
// is sent through it is taken by nobody. It passes the text on to its own
// terminal's clipboard too.
func toTmux(ctx context.Context, text string) error {
	ctx, cancel := context.WithTimeout(ctx, tmuxTime)
	defer cancel()
	command := exec.CommandContext(ctx, "tmux", "load-buffer", "-w", "-")
	command.Stdin = strings.NewReader(text)
	command.WaitDelay = tmuxTime // of what it may have started itself
	if err := command.Run(); err != nil {
		return fmt.Errorf("give the text to tmux: %w", err)
	}
	return nil
}
