/** Measures of how good predictions are, by scikit-learn's definitions. */
@NullMarked
package dev.hayate.nn.metric;

import org.jspecify.annotations.NullMarked;
