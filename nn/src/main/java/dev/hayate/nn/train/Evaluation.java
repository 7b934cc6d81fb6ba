package dev.hayate.nn.train;

/**
 * How good a model is on a data set.
 *
 * @param loss the mean loss over all samples; NaN without samples
 * @param accuracy the share of samples whose class had the largest output; NaN if the data has no
 *     classes or no samples
 * @param samples the number of samples
 */
public record Evaluation(double loss, double accuracy, int samples) {}
