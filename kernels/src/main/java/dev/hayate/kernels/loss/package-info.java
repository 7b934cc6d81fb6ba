/** The losses, one file each: the definition that every backend is held to. */
package dev.hayate.kernels.loss;
