// Package pdf reads the text of PDF files in a worker process.
//
// PDFium, compiled to WebAssembly, does the reading. A damaged or hostile file may still hang it or eat
// memory, and WebAssembly cannot be interrupted cheaply; hence the program starts itself once more as a
// worker, which gets bytes on its standard input and gives text on its standard output, touches no file,
// and is killed when it takes too long. One worker serves many documents, since its start takes a third
// of a second; after a kill or a crash the next document gets a new one.
//
// The package knows pages and text. It does not know files, chunks or what the text is for.
package pdf
