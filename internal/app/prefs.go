package app

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/config"
	"flocktop/internal/prefs"
)

// screenMemory is what the user set on the screen, from one session to the next.
type screenMemory struct {
	file    string // "" where nothing is remembered
	cluster string

	mu   sync.Mutex
	kept prefs.Prefs
}

// Prefs are what the user has set on the screen, in this session or an earlier
// one. Where the program was opened without [Options.Screen] they are a fresh
// start.
func (a *App) Prefs() prefs.Prefs {
	a.screen.mu.Lock()
	defer a.screen.mu.Unlock()
	return a.screen.kept
}

// KeepPrefs keeps what the user has set on the screen for the next session. Mode
// and policy are taken from what is in force, whatever p says of them, unless a
// flag or the environment settled them for this session alone. The count of
// starts is the program's too.
func (a *App) KeepPrefs(p prefs.Prefs) error {
	if a.screen.file == "" {
		return nil
	}
	select {
	case <-a.Crashed(): // what is in force can perhaps not be asked for any more
		return nil
	default:
	}
	steering := a.Steering()
	a.screen.mu.Lock()
	defer a.screen.mu.Unlock()
	old := a.screen.kept
	p.Starts = old.Starts
	p.Mode, p.FileMode, p.Policy, p.FilePolicy = old.Mode, old.FileMode, old.Policy, old.FilePolicy
	if a.lasting("mode") {
		p.Mode, p.FileMode = "", a.cfg.Mode
		if steering.Forced != 0 {
			p.Mode = steering.Forced.String()
		}
	}
	if a.lasting("policy") {
		p.Policy, p.FilePolicy = steering.Policy.String(), a.cfg.Policy
	}
	if err := prefs.Save(a.screen.file, a.screen.cluster, p); err != nil {
		return err //nolint:wrapcheck // a sentence with the file
	}
	a.screen.kept = p
	return nil
}

// lasting says whether a setting is one that holds beyond this session: not a
// flag, and not of the environment.
func (a *App) lasting(key string) bool { return a.cfg.Origin(key).Layer <= config.FromFile }

// openScreen reads what was kept for this cluster, and counts this start; who only
// watches keeps nothing.
func (a *App) openScreen(watching bool) {
	a.screen.file, a.screen.cluster = filepath.Join(config.StateDir(), "screen.json"), a.clusterKey()
	kept, err := prefs.Load(a.screen.file, a.screen.cluster)
	if err != nil {
		a.log.Warn(err.Error())
	}
	kept.Starts++
	a.screen.kept = kept
	if watching {
		a.screen.file = "" // the one that works keeps its own
		return
	}
	if err := prefs.Save(a.screen.file, a.screen.cluster, kept); err != nil {
		a.log.Warn(err.Error())
	}
}

// clusterKey tells this flock from others: the demo's scenario, else the
// configuration file and, where the nodes are not those of the file, their
// addresses.
func (a *App) clusterKey() string {
	if a.demo != nil {
		return "demo " + a.demo.scenario.Name
	}
	const longest = 512
	key := strings.ToValidUTF8(a.cfg.File, "?")
	if a.cfg.Origin("nodes").Layer >= config.FromEnvironment {
		urls := make([]string, len(a.cfg.Nodes))
		for i, n := range a.cfg.Nodes {
			urls[i] = n.URL
		}
		slices.Sort(urls)
		key += " " + strings.Join(urls, " ")
	}
	if len(key) > longest {
		sum := sha256.Sum256([]byte(key))
		key = "sha256 " + hex.EncodeToString(sum[:])
	}
	return key
}

// recallSteering has the last session's mode and policy in force again, where
// neither a flag nor the environment says otherwise and the setting is still
// what it was then.
func (a *App) recallSteering(s *cluster.Steering) {
	kept := a.Prefs()
	if kept.FileMode == a.cfg.Mode && a.lasting("mode") {
		mode, err := adaptive.ParseMode(kept.Mode)
		if err == nil && mode != s.Forced {
			s.Forced = mode
			if mode == 0 {
				a.log.Info(fmt.Sprintf("no mode is forced, as in the last session, although the setting says %s; f changes it", a.cfg.Mode))
			} else {
				a.log.Info(fmt.Sprintf("mode %s is forced, as in the last session; f changes it", mode))
			}
		}
	}
	if kept.FilePolicy == a.cfg.Policy && a.lasting("policy") {
		policy, err := adaptive.ParsePolicy(kept.Policy)
		if err == nil && policy != s.Policy {
			s.Policy = policy
			a.log.Info(fmt.Sprintf("the policy is %s, as in the last session; P changes it", policy))
		}
	}
}
