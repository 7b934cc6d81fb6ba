/** The team of threads that large operations are shared out to. */
package dev.hayate.kernels.parallel;
