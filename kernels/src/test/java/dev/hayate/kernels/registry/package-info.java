/**
 * The registry of operations: what each computes, in double, and how far float32 may be from it.
 *
 * <p>One row, an {@link dev.hayate.kernels.registry.Operation}, drives every kind of test: against
 * the reference beside unmapped pages, in place, with operands that do not fit, on several threads,
 * without allocation, and against central differences. The rows stand in one file for each family,
 * and {@link dev.hayate.kernels.registry.Registry} lists them.
 *
 * <p>A module that brings a backend runs the same tests on it: it depends on {@code hayate-kernels}
 * of type {@code test-jar} in scope {@code test}, gives {@code
 * <dependenciesToScan>dev.hayate:hayate-kernels:test-jar</dependenciesToScan>} to surefire with
 * {@code <groups>registry</groups>}, and may set {@code hayate.test.backend} to its own name.
 */
package dev.hayate.kernels.registry;
