package main

import (
	"context"
	"errors"

	"flocktop/internal/cli"
	"flocktop/internal/config"
)

func dashboard(ctx context.Context, flags config.Flags, screen cli.Screen) error {
	return errors.New("the dashboard is not wired yet")
}
