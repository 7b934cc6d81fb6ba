/**
 * Looking into a model: gradients checked, layers measured, answers explained, settings searched.
 */
@NullMarked
package dev.hayate.nn.insight;

import org.jspecify.annotations.NullMarked;
