package app

import (
	"context"
	"time"
)

// Look has a program that only watches look at its store now.
func (a *App) Look(ctx context.Context) { a.look(ctx, time.Now()) }
