package dispatch

// state is where a text stands.
type state uint8

const (
	waiting  state = iota // in the queue or in a parcel
	flying                // in at least one request, and no longer in the queue
	held                  // answered by a node whose vectors are in doubt
	done                  // answered
	rejected              // given up, with a reason
)

// text is a [Text] on its way.
type text struct {
	Text
	eta  float64 // when it will be answered, by the best of its requests
	scan uint32  // the rescue's scan that set eta
	// suspect is the node where the text failed all alone, -1 for none; a
	// second node that fails on it condemns it.
	suspect  int32
	requests int16 // live requests that carry it
	// falls is how many nodes fell under it, lonely how many while it was alone,
	// proven of how many of these it is to blame, fell when the last did, fellOn
	// which node did so with it alone.
	falls, lonely, proven uint8
	fellOn                int32
	fell                  float64
	state                 state
	choked                bool // a request that carried it failed for its texts: copy it alone
	inClass               place
	inOrder               place
}

// final says that nothing more is wanted of the text.
func (t *text) final() bool { return t.state == done || t.state == rejected }
