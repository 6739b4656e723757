package documents

import "context"

// extractText takes a file as it is: one section without a heading.
func extractText(_ context.Context, data []byte) (extracted, error) {
	return extracted{Sections: []Section{{Text: decode(data)}}}, nil
}
