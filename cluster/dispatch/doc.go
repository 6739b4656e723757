// Package dispatch decides which texts go to which node, when, and in requests
// of what size, so that a batch ends as early as the nodes allow.
//
// A [Dispatcher] is a state machine. It holds no clock, starts no goroutine and
// sends nothing: whoever drives it says what time it is and what happened (an
// answer, a failure, a new text) and asks what to send next. The same driver
// code therefore runs against real servers and in virtual time.
//
// A node is modelled by four numbers: a request of u units of work costs
// a + h + c·u, with a the round trip, h a cost that occupies the node and c
// seconds per unit; v is the relative variance of one text. Two requests in
// flight keep a node busy. The plan is the smallest time T by which all nodes
// together can have done what is left; a node that could not finish a single
// text by then is left out.
//
// Far from the end requests are as large as the node's pace allows and carry
// texts in the order in which they came; towards the end they shrink, and the
// largest texts go first, so that all nodes finish together; at the very end idle
// nodes copy what would end last, text by text, and the first answer wins.
//
// The package knows nothing of HTTP, of texts' contents, of vectors or of why
// a node is up or down.
package dispatch
