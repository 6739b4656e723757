package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"flocktop/cluster"
	"flocktop/internal/store"
)

// exportRecord is one line of export --jsonl.
type exportRecord struct {
	Path          string          `json:"path"`
	Position      int             `json:"position"`
	Part          int             `json:"part,omitempty"`
	Title         string          `json:"title,omitempty"`
	Heading       string          `json:"heading,omitempty"`
	Text          string          `json:"text"`
	Vector        []float32       `json:"vector"`
	Model         string          `json:"model"`
	Digest        string          `json:"digest"`
	Node          string          `json:"node"`
	ServerVersion string          `json:"server_version"`
	Options       json.RawMessage `json:"options"` // null where not known
}

// exportOptions are the flags of export.
type exportOptions struct {
	lines, array bool
	under, file  string
}

func (c *command) export() *cobra.Command {
	var opt exportOptions
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write all stored chunks with their vectors",
		Args:  wrongUse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if opt.lines && opt.array {
				return usageError{errors.New("--jsonl and --json are two forms of one export: choose one of them")}
			}
			return c.runExport(cmd.Context(), opt)
		},
	}
	cmd.Flags().BoolVar(&opt.lines, "jsonl", false, "one JSON object a line: path, position, text, vector, model, and how the vector came about")
	cmd.Flags().BoolVar(&opt.array, "json", false, "the same as one JSON array")
	cmd.Flags().StringVar(&opt.under, "under", "", "only documents at or below this `path`")
	cmd.Flags().StringVarP(&opt.file, "output", "o", "", "write to this `file` instead of standard output")
	return cmd
}

func (c *command) runExport(ctx context.Context, opt exportOptions) (err error) {
	cfg, err := c.configuration()
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, cfg.Store, store.Options{ReadOnly: true})
	if err != nil {
		return err //nolint:wrapcheck // a sentence already
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if opt.under != "" {
		if opt.under, err = filepath.Abs(opt.under); err != nil {
			return fmt.Errorf("find %s: %w", opt.under, err)
		}
	}
	to := c.streams.Out
	if opt.file != "" {
		file, err := os.OpenFile(opt.file, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return fmt.Errorf("write the export: %w", err)
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		to = file
	}
	buffered := bufio.NewWriter(to)
	filter := store.ExportFilter{Model: cluster.FullModel(c.flags.Model), Under: opt.under}
	var count int
	switch {
	case opt.lines:
		count, err = exportLines(ctx, s, filter, buffered)
	case opt.array:
		count, err = exportArray(ctx, s, filter, buffered)
	default:
		count, err = exportTable(ctx, s, filter, buffered)
	}
	if err != nil {
		return err
	}
	if count == 0 {
		fmt.Fprintln(c.streams.Err, oneLine("Nothing to export: the store "+cfg.Store+" holds no vectors"+wanted(filter)+"."))
	}
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}

// wanted says what an export was narrowed to.
func wanted(filter store.ExportFilter) string {
	text := ""
	if filter.Model != "" {
		text += " of the model " + cluster.ShortModel(filter.Model)
	}
	if filter.Under != "" {
		text += " of documents at or below " + filter.Under
	}
	return text
}

// exportLines, like the other forms, tells how many records there are.
func exportLines(ctx context.Context, s *store.Store, filter store.ExportFilter, to io.Writer) (count int, err error) {
	encoder := json.NewEncoder(to)
	encoder.SetEscapeHTML(false)
	for record, err := range s.Export(ctx, filter) {
		if err != nil {
			return count, err
		}
		if err := encoder.Encode(exported(record)); err != nil {
			return count, fmt.Errorf("write the export: %w", err)
		}
		count++
	}
	return count, nil
}

func exportArray(ctx context.Context, s *store.Store, filter store.ExportFilter, to io.Writer) (count int, err error) {
	separator := "["
	for record, err := range s.Export(ctx, filter) {
		if err != nil {
			return count, err
		}
		line, err := json.Marshal(exported(record))
		if err != nil {
			return count, fmt.Errorf("write the export: %w", err)
		}
		if _, err := fmt.Fprintf(to, "%s\n%s", separator, line); err != nil {
			return count, fmt.Errorf("write the export: %w", err)
		}
		separator = ","
		count++
	}
	if count == 0 {
		_, err = io.WriteString(to, "[]\n")
		return count, err //nolint:wrapcheck // standard output
	}
	_, err = io.WriteString(to, "\n]\n")
	return count, err //nolint:wrapcheck // standard output
}

// exportTable counts what an export would hold, by document.
func exportTable(ctx context.Context, s *store.Store, filter store.ExportFilter, to io.Writer) (total int, err error) {
	rows := [][]string{{"CHUNKS", "NUMBERS", "MODEL", "DOCUMENT"}}
	path, count := "", 0
	var last store.Record
	flush := func() {
		if count > 0 {
			rows = append(rows, []string{fmt.Sprint(count), fmt.Sprint(len(last.Vector)), last.Model, path})
		}
	}
	for record, err := range s.Export(ctx, filter) {
		if err != nil {
			return total, err
		}
		if record.Path != path {
			flush()
			path, count = record.Path, 0
		}
		count++
		total++
		last = record
	}
	flush()
	if total == 0 {
		return 0, nil
	}
	if err := table(to, rows); err != nil {
		return total, err
	}
	_, err = fmt.Fprintf(to, "\n%d chunks; --jsonl writes them with their vectors\n", total)
	return total, err //nolint:wrapcheck // standard output
}

func exported(r store.Record) exportRecord {
	out := exportRecord{
		Path: r.Path, Position: r.Position, Part: r.Part, Title: r.Title, Heading: r.Heading, Text: r.Text,
		Vector: r.Vector, Model: r.Model, Digest: r.Digest, Node: r.Node, ServerVersion: r.ServerVersion,
	}
	if r.Options != "" {
		out.Options = json.RawMessage(r.Options)
	}
	return out
}
