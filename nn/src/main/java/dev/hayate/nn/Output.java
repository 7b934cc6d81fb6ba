package dev.hayate.nn;

/**
 * Where a result leaves a model.
 *
 * @param name unique among the outputs
 * @param node the position of the node whose output it is
 */
public record Output(String name, int node) {}
