/** Data to learn from: tables, images, generated sets, splits and standardisation. */
@NullMarked
package dev.hayate.nn.data;

import org.jspecify.annotations.NullMarked;
