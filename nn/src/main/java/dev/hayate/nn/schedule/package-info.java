/** How learning rates change, one file each. */
@NullMarked
package dev.hayate.nn.schedule;

import org.jspecify.annotations.NullMarked;
