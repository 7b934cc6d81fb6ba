package dev.hayate.nn.train;

import dev.hayate.nn.Parameters;
import dev.hayate.nn.optim.Optimizer;
import java.util.function.Predicate;

/** Parameters with an optimizer of their own. */
record ParameterGroup(Predicate<Parameters.Entry> members, Optimizer optimizer) {}
