/** Scoring: a model compiled for running forward. */
@NullMarked
package dev.hayate.nn.predict;

import org.jspecify.annotations.NullMarked;
