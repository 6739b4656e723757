// Package virtual runs batches on modelled nodes in virtual time: hours of
// embedding in milliseconds, and the same luck for every policy.
//
// A [World] fixes everything that costs time before a run begins: the nodes,
// their noise, their faults and the texts. A [Policy] decides who gets what;
// [World.Run] says how long it took, [World.Bound] how long anybody would have
// needed who had known all of it.
//
// The package knows the model of a server (one text at a time, requests one
// after the other, as Ollama serves embeddings) and nothing of HTTP.
package virtual
