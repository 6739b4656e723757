// Package adaptive decides how a batch of texts is embedded on a flock of
// nodes: by the fastest node alone, by some nodes or by all of them, and says
// why.
//
// The package is pure. Values go in and a decision comes out: it does no I/O,
// starts no goroutine, reads no clock and imports nothing of the project. What
// it knows of a node is a [Node]: the few numbers that decide how long a batch
// takes there.
//
// There are two ways to decide. [Rule] is the table of rules, which needs no
// more than a guess of each node's speed. [Decide] adds the policy: under
// [Auto] a measured flock is judged by predicted makespan ([Makespan]), and the
// rule's verdict stands beside it.
package adaptive
