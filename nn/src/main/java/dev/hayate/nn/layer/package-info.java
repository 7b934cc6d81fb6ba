/** The layers, one file each, and what a layer is to the rest of the library. */
@NullMarked
package dev.hayate.nn.layer;

import org.jspecify.annotations.NullMarked;
