// Package samples holds documents to try things on.
package samples

// Words of the documents.
func Words() []string { return nil }
