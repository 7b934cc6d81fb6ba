/**
 * Files: safetensors, NumPy's .npy, IDX, CSV and JSON.
 *
 * <p>Every reader treats its file as hostile. Sizes, offsets, products and depths are checked
 * before they are used, nothing is allocated on the word of a header alone, and whatever is wrong
 * with a file's content ends in a {@link dev.hayate.nn.format.ModelFormatException} that says where
 * it is wrong. Every writer goes through {@link dev.hayate.nn.format.AtomicFile}. Nothing outside
 * this package knows how a file is laid out.
 */
@org.jspecify.annotations.NullMarked
package dev.hayate.nn.format;
