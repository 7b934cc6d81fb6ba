/** The textbook as programs to run and read; the pages that go with them stand in nn/manual. */
package dev.hayate.nn.examples;
