package documents

// Tokenizer counts the tokens that a model makes of a text, without the special ones that it puts around
// every input. Implementations here may be used by several goroutines at once.
type Tokenizer interface {
	Count(text string) int
}
