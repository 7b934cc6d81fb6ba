/** Models, their parameters, training and scoring. */
@org.jspecify.annotations.NullMarked
package dev.hayate.nn;
