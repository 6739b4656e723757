// Package cputime tells benchmarks what a process costs. It is there on Unix.
package cputime
