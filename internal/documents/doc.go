// Package documents turns paths into chunks of text: it walks folders, extracts the text of each file
// and splits it into pieces that fit an embedding model.
//
// It knows file kinds, charsets, .gitignore files and how a model's tokenizer counts. It does not know
// nodes, stores or screens: whoever calls it decides where the chunks go.
//
// The three steps are independent of each other:
//
//	for file, err := range documents.Walk(ctx, roots, documents.WalkOptions{}) { … }
//	document, err := extractor.Extract(ctx, file)
//	chunks := documents.Splitter{Tokenizer: tokenizer, MaxTokens: 256}.Split(document)
//
// Each file fails alone: a path that cannot be read is a *Failure and never ends the walk.
//
// PDF files are read in a worker process, so that a file that hangs or crashes the reader costs that file
// only. A program that wants PDF calls WorkerMain before anything else in main.
package documents
