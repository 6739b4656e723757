package config

import "fmt"

// Layer is one of the places that a setting can come from.
type Layer int

// The layers; a later one wins.
const (
	FromDefault Layer = iota
	FromFile
	FromEnvironment
	FromFlag
)

// Origin is where a setting came from.
type Origin struct {
	Layer Layer
	Name  string // the file's path, the variable, or the flag; "" for a default
	Line  int    // in the file, from 1; 0 where there is none
}

// String names it as a person would look for it: "the default", "/home/u/config.toml:12", "FLOCKTOP_MODE", "--mode".
func (o Origin) String() string {
	switch {
	case o.Layer == FromDefault:
		return "the default"
	case o.Line > 0:
		return fmt.Sprintf("%s:%d", o.Name, o.Line)
	}
	return o.Name
}

// Origin tells where the setting of that key came from; keys are those of the file: "mode", "rules.small", "nodes".
func (c *Config) Origin(key string) Origin { return c.origins[key] }
