//go:build unix

package proof_test

import "strings"

// hands are a user's at a terminal, with eyes for what it shows.
type hands interface {
	press(keys string)
	await(text string)
}

// fit is how the list shows a node that can work: its model is known then. Before that
// the same word stands in what says that none is.
const fit = "○ ready"

// queue queues a folder as a user does who types its path.
func queue(h hands, folder, anEntry string) {
	h.press("b")
	h.await("Queue a batch")
	h.press("/")
	h.await("type a path; tab completes")
	h.press(strings.TrimPrefix(folder, "/") + "/") // the first one was typed
	h.await(anEntry)
	h.press("\r")
	h.await("enter queues")
	h.press("\r")
	h.await("queued as job")
}
