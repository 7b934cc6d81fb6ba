/**
 * Models and their parameters: describe, compile, run.
 *
 * <p>A {@link dev.hayate.nn.Model} describes; {@link dev.hayate.nn.Parameters} hold its values;
 * {@link dev.hayate.nn.train.Trainer} and {@link dev.hayate.nn.predict.Predictor} are a model
 * compiled for one backend and a largest batch, and run without allocating.
 */
@NullMarked
package dev.hayate.nn;

import org.jspecify.annotations.NullMarked;
