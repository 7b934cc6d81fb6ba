/** First values of parameters, one file each. */
@NullMarked
package dev.hayate.nn.init;

import org.jspecify.annotations.NullMarked;
