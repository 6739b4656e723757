package cli

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// everyFlag calls look for each flag of each command, with the command's path.
func everyFlag(look func(command string, f *pflag.Flag)) {
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		each := func(f *pflag.Flag) { look(cmd.CommandPath(), f) }
		cmd.Flags().VisitAll(each)
		cmd.PersistentFlags().VisitAll(each)
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk((&command{}).root())
}

// The name of a flag's value is a word of its sentence, which is read without the
// marks around it.
func TestNamesOfValuesAreWordsOfTheirSentences(t *testing.T) {
	everyFlag(func(command string, f *pflag.Flag) {
		before, _, named := strings.Cut(f.Usage, "`")
		name, usage := pflag.UnquoteUsage(f)
		if named && (strings.HasSuffix(before, ", ") || name == "whether") {
			t.Errorf("%s --%s: %s", command, f.Name, usage)
		}
	})
}

// What can only fail is not offered.
func TestADemoIsNotWatched(t *testing.T) {
	watches := map[string]bool{}
	everyFlag(func(command string, f *pflag.Flag) {
		if f.Name == "watch" {
			watches[command] = true
		}
	})
	if len(watches) != 1 || !watches["flocktop"] {
		t.Errorf("these have --watch: %v", watches)
	}
}
