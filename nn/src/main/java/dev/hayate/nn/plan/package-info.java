/**
 * From a model to a straight line of calls: layers are fused, every tensor's lifetime is known, all
 * memory is laid out once, and each batch size is bound to views of it.
 */
@NullMarked
package dev.hayate.nn.plan;

import org.jspecify.annotations.NullMarked;
