package dev.hayate.kernels.vector;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A class whose methods C2 compiles alone, and never as a part of those that call them; {@link
 * Lanes} says which have to be. They must be called from another class. Of other classes that is
 * true of the methods that have a loop over vectors in memory segments, unless it is declined. What
 * such a method calls with vectors becomes a part of it, when it has been compiled.
 *
 * <p>There is nothing in the language that asks for that, and a call through a method handle that
 * is no constant is inlined as well, since the JDK makes a copy of the caller for a handle that is
 * often used. But C2 inlines no method that is longer than 325 bytes, so {@code
 * build/KeepApart.java} makes these longer, when they have been compiled.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@interface Apart {
  /** If not, C2 may inline all methods of the class: loops so short that a call would cost more. */
  boolean value() default true;
}
