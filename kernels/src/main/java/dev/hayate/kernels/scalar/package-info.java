/**
 * The reference backend: plain loops in plain Java, in double where it counts. Every other backend
 * is tested against the same definitions, and this one runs where nothing better can.
 */
package dev.hayate.kernels.scalar;
