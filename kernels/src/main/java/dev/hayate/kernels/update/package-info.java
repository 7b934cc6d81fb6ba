/** The rules of optimizers, one file each: the definition that every backend is held to. */
package dev.hayate.kernels.update;
