package dev.hayate.kernels.vector;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A template of loops, of which the build ({@code build/Flatten.java}) makes a copy for each class
 * that implements an interface, with the code of that class's methods in the place of the calls:
 * {@link Copies} loads it. The template itself is never run.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@interface CopiedFor {
  /** The interface. */
  Class<?> value();
}
