// Package pdf reads the text of PDF files with PDFium, compiled to WebAssembly and run in memory.
//
// It knows pages and text. It does not know files on disk: the machine that it runs has none. A damaged
// or hostile file may hang it, for it cannot be interrupted: call it in a process that can be killed.
package pdf
