/**
 * ONNX files, read and written without generated code: a bounded protobuf reader and writer, the
 * parts of a file as records, and the way from ONNX's operators to this library's layers and back.
 */
@NullMarked
package dev.hayate.nn.format.onnx;

import org.jspecify.annotations.NullMarked;
