/** Training: the step, and {@code fit} as a loop over it. */
@NullMarked
package dev.hayate.nn.train;

import org.jspecify.annotations.NullMarked;
