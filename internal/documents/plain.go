package documents

// extractText takes a file as it is: one section without a heading.
func extractText(data []byte) extracted {
	return extracted{Sections: []Section{{Text: decode(data)}}}
}
