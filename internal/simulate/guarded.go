package simulate

import (
	"errors"
	"net/http"
)

// guarded is work that runs under a guard, where there is one.
func guarded(guard func(func()), work func()) func() {
	if guard == nil {
		return work
	}
	return func() { guard(work) }
}

// guardedHandler is a handler of which every request is answered under a guard:
// the web server would pass over a panic in silence. That a request is cut off
// is no fault, and none of the guard's business.
func guardedHandler(guard func(func()), handler http.Handler) http.Handler {
	if guard == nil {
		return handler
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cutOff := false
		guard(func() {
			defer func() {
				value := recover()
				err, _ := value.(error)
				if cutOff = errors.Is(err, http.ErrAbortHandler); value != nil && !cutOff {
					panic(value)
				}
			}()
			handler.ServeHTTP(w, r)
		})
		if cutOff {
			panic(http.ErrAbortHandler)
		}
	})
}
