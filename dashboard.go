package main

import (
	"context"
	"errors"
	"os"

	"flocktop/internal/app"
	"flocktop/internal/cli"
	"flocktop/internal/config"
	"flocktop/internal/footprint"
	"flocktop/internal/store"
	"flocktop/ui"
)

// dashboard opens the screen, and the demo after it where the user asks for
// that on the screen, and their own nodes again.
func (s *signals) dashboard(ctx context.Context, flags config.Flags, screen cli.Screen) error {
	if err := ui.CheckTheme(screen.Theme); err != nil {
		return cli.UsageError(err)
	}
	own := screen
	for {
		exit, err := s.show(ctx, flags, screen, screen.Demo != own.Demo)
		switch {
		case err != nil:
			return err
		case exit.Demo:
			screen.Demo = app.ScenarioNames()[0]
		case exit.Own:
			screen = own
		case exit.TakeOver:
			screen.Watch, own.Watch = false, false
		default:
			return nil
		}
	}
}

// show wires the parts to the screen, once; what was opened is closed when the
// user leaves, whatever the reason. visiting is a demo between two times with the
// user's own nodes.
func (s *signals) show(ctx context.Context, flags config.Flags, screen cli.Screen, visiting bool) (exit ui.Exit, err error) {
	options := app.Options{Holder: "the dashboard", TakeUp: true, Screen: true, Watch: screen.Watch, Working: footprint.Processors}
	footprint.Processors(false)
	defer footprint.Processors(true)
	if screen.Demo == "" {
		options.Config, err = config.Load(config.Sources{Flags: flags})
	} else {
		if options.Demo, err = app.StartDemo(ctx, screen.Demo); err != nil {
			return exit, cli.UsageError(err)
		}
		defer func() { err = errors.Join(err, options.Demo.Close()) }()
		options.Config, err = options.Demo.Configure(flags)
	}
	if err != nil {
		return exit, cli.UsageError(err)
	}
	a, err := app.Open(ctx, options)
	if _, locked := errors.AsType[*store.LockedError](err); locked && !options.Watch {
		options.Watch = true // beside the one that works there can be any number that watch
		a, err = app.Open(ctx, options)
	}
	if err != nil {
		return exit, err //nolint:wrapcheck // a sentence already
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	go func() {
		select {
		case <-a.Crashed():
			leave() // the screen gives the terminal back, Close says what happened
		case <-ctx.Done():
		}
	}()
	a.Start(ctx)
	if yes, why := spoken(screen, os.Stdout); yes {
		exit, err = speak(ctx, engine{a}, simulation(options.Demo), why, s)
		if err == nil {
			err = ctx.Err() // as below
		}
		return exit, err
	}
	exit, err = ui.Run(ctx, engine{a}, ui.Options{
		Theme: screen.Theme, Mouse: options.Config.Mouse, ASCII: screen.ASCII, NoColor: os.Getenv("NO_COLOR") != "",
		Visiting:   visiting,
		Simulation: simulation(options.Demo),
		Fault:      a.Fault, // Close says what happened
	})
	if err == nil {
		err = ctx.Err() // a signal ended it, not the user: the exit code says so
	}
	return exit, err //nolint:wrapcheck // a sentence already
}

// simulation is what can be done to the servers of a demo, where there is one.
func simulation(d *app.Demo) ui.Simulation {
	if d == nil {
		return nil // and not an interface that holds a nil pointer
	}
	return d
}

// engine is the program as the screen sees it.
type engine struct{ *app.App }

// Settings are those that the header shows.
func (e engine) Settings() ui.Settings {
	steering := e.Steering()
	return ui.Settings{
		Model: e.Flock().Model, Forced: steering.Forced, Policy: steering.Policy, Paused: steering.Paused,
		Thresholds: e.Thresholds(), Limits: ui.LimitsOf(e.Limits()), Watching: ui.Watching(e.Watching()),
		Simulated: e.Simulated(), Forgets: e.Forgets(), NodesFrom: e.NodesFrom(), StorePath: e.StorePath(), Version: cli.Version(),
	}
}

// Models are the embedding models of the flock, and where each is.
func (e engine) Models() []ui.ModelChoice {
	s := e.Flock()
	var out []ui.ModelChoice
	for _, c := range s.Choices() {
		out = append(out, ui.ModelChoice{
			Name: c.Name, Size: c.Size, Nodes: c.Nodes, Loaded: c.Loaded, Conflict: c.Conflict,
		})
	}
	return out
}
