package job_test

import (
	"context"
	"path/filepath"
	"testing"

	"flocktop/internal/documents"
	"flocktop/internal/job"
)

// slowReader reads PDF only once a note was embedded.
type slowReader struct {
	job.Extractor
	noted <-chan struct{}
}

func (r slowReader) Extract(ctx context.Context, file documents.File) (documents.Document, error) {
	if filepath.Ext(file.Path) != ".pdf" {
		return r.Extractor.Extract(ctx, file)
	}
	select {
	case <-r.noted:
		return documents.Document{Path: file.Path, Kind: documents.KindPDF, Sections: []documents.Section{{Text: "Sheep on " + filepath.Base(file.Path)}}}, nil
	case <-ctx.Done():
		return documents.Document{}, ctx.Err()
	}
}

// The first PDF takes seconds, in which its reader is started; what else there is
// can be embedded meanwhile.
func TestAPDFHoldsUpNoNotes(t *testing.T) {
	noted := make(chan struct{})
	d := newDesk(t, func(tools *job.Tools) { tools.Extractor = slowReader{tools.Extractor, noted} })
	const pdfs = 3
	for _, name := range []string{"0.pdf", "1.pdf", "z.pdf"}[:pdfs] {
		d.write(name, "%PDF-1.4\n")
	}
	d.run()
	id := d.add()
	d.until(id, "all notes are embedded", func(s job.Status) bool { return s.Embedded == documentsOfDesk })
	close(noted)
	if s := d.ended(id); s.State != job.Done || s.Embedded != documentsOfDesk+pdfs || s.Documents != documentsOfDesk+pdfs {
		t.Errorf("%+v", s)
	}
}
