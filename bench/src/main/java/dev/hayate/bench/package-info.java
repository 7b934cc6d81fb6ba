/** JMH benchmarks: the core's own peak, kernels, layers and whole models. */
package dev.hayate.bench;
