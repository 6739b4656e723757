package ui

// asking paces a question that is put to the engine again and again: one at a
// time, however long it takes. An answer may get lost while another dialogue
// is on top, so after a while it is asked again.
type asking struct{ waited int } // seconds since it was asked; 0: not under way

// lost is after how many seconds an answer is given up.
const lost = 5

// due is called each second and says whether the question may be put; who
// calls it puts it then.
func (a *asking) due() bool {
	if a.waited > 0 && a.waited < lost {
		a.waited++
		return false
	}
	return true
}

func (a *asking) asked() { a.waited = 1 }

func (a *asking) answered() { a.waited = 0 }
