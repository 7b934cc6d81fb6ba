/** How fast, and how exactly, the kernels run on the machine at hand. */
@NullMarked
package dev.hayate.nn.explore;

import org.jspecify.annotations.NullMarked;
