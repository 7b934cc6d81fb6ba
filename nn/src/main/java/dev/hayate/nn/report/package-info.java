/** Pages for people: what a run learned, as one file of HTML with inline pictures. */
@NullMarked
package dev.hayate.nn.report;

import org.jspecify.annotations.NullMarked;
