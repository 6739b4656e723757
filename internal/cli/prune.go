package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"flocktop/internal/documents"
	"flocktop/internal/store"
)

func (c *command) prune() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "prune",
		Short: "Delete from the store what was embedded of files that are no longer there; says what, and asks",
		Args:  wrongUse(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return c.runPrune(cmd.Context(), yes) },
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

func (c *command) runPrune(ctx context.Context, yes bool) (err error) {
	cfg, err := c.configuration()
	if err != nil {
		return err
	}
	// to look is to read: a slip in the path must not make a new store
	if err := there(ctx, cfg.Store); err != nil {
		return err
	}
	s, err := store.Open(ctx, cfg.Store, store.Options{Holder: "flocktop prune"})
	if err != nil {
		return err //nolint:wrapcheck // a sentence already
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	gone, err := vanished(ctx, s)
	if err != nil {
		return err
	}
	unused, err := s.Unused(ctx, gone)
	if err != nil {
		return err //nolint:wrapcheck // a sentence already
	}
	if unused.Empty() {
		fmt.Fprintln(c.streams.Out, "Nothing to delete: every document of the store is there.")
		return nil
	}
	c.printUnused(unused)
	if !yes && !c.agreed("Delete it?") {
		fmt.Fprintln(c.streams.Out, "Nothing was deleted.")
		return nil
	}
	if _, err := s.Prune(ctx, gone); err != nil {
		return err //nolint:wrapcheck // a sentence already
	}
	fmt.Fprintln(c.streams.Out, "Deleted.")
	return nil
}

func there(ctx context.Context, path string) error {
	s, err := store.Open(ctx, path, store.Options{ReadOnly: true})
	if err != nil {
		return err //nolint:wrapcheck // a sentence already
	}
	return s.Close() //nolint:wrapcheck // a sentence already
}

// vanished lists the documents whose files are no longer there.
func vanished(ctx context.Context, s *store.Store) ([]string, error) {
	var gone []string
	for path, err := range s.Documents(ctx) {
		if err != nil {
			return nil, err //nolint:wrapcheck // a sentence already
		}
		if documents.Vanished(path) {
			gone = append(gone, path)
		}
	}
	return gone, nil
}

func (c *command) printUnused(u store.Unused) {
	const shown = 20
	for _, path := range u.Documents[:min(shown, len(u.Documents))] {
		fmt.Fprintf(c.streams.Out, "gone: %s\n", oneLine(path))
	}
	if rest := len(u.Documents) - shown; rest > 0 {
		fmt.Fprintf(c.streams.Out, "and %d more\n", rest)
	}
	fmt.Fprintf(c.streams.Out, "%s no longer there; %s with %s in no other document, %s.\n",
		plural(len(u.Documents), "document is", "documents are"), plural(u.Chunks, "chunk", "chunks"),
		plural(u.Vectors, "vector is", "vectors are"), volume(u.Bytes))
}

// agreed asks; whatever is not yes is no, and so is silence.
func (c *command) agreed(question string) bool {
	fmt.Fprintf(c.streams.Out, "%s yes or no: ", question)
	if c.streams.In == nil {
		fmt.Fprintln(c.streams.Out)
		return false
	}
	line, _ := bufio.NewReader(c.streams.In).ReadString('\n')
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes":
		return true
	}
	return false
}
