// Command stage shows the screen over a flock that stands still, for pictures
// that come out the same each time:
//
//	go run ./screenshots/stage list                    the pictures, with their sizes and themes
//	go run ./screenshots/stage show NAME               the screen of a picture, to press its keys on
//	go run ./screenshots/stage keys NAME               those keys, one a line
//	go run ./screenshots/stage text NAME               what the terminal shows after them
//	go run ./screenshots/stage sums                    a sum of each picture's cells and colours
//	go run ./screenshots/stage record NAME             a scene anew, from a run of the demo
//
// A scene is what the demo's engine said at one moment of a real run on
// simulated servers, kept in a file; forecasts and reports are made from it
// anew. screenshots/take.sh takes the pictures, and a test of this package says
// which of them show what the screen no longer does.
package main
