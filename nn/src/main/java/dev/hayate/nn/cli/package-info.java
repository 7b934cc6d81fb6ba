/** The command line: options in, files and lines out. */
@NullMarked
package dev.hayate.nn.cli;

import org.jspecify.annotations.NullMarked;
