/** The optimizers, one file each. */
@NullMarked
package dev.hayate.nn.optim;

import org.jspecify.annotations.NullMarked;
