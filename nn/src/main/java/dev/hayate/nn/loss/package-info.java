/** The losses, one file each. */
@NullMarked
package dev.hayate.nn.loss;

import org.jspecify.annotations.NullMarked;
