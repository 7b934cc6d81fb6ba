package dev.hayate.nn.insight;

import dev.hayate.nn.metric.Histogram;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one node of a model did to one batch.
 *
 * @param node its name
 * @param type its layer's
 * @param outputs the values that it computed
 * @param gradient with respect to them; absent where nothing is learned from it
 * @param parameters the values of each of its parameters that is trained, by their own names
 * @param parameterGradients the gradient of each of these
 * @param remark what somebody should know of it, such as that its gradient vanishes; usually empty
 */
public record LayerReading(
    String node,
    String type,
    Histogram outputs,
    Optional<Histogram> gradient,
    Map<String, Histogram> parameters,
    Map<String, Histogram> parameterGradients,
    String remark) {
  /** Copies the maps. */
  public LayerReading {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    parameterGradients = Collections.unmodifiableMap(new LinkedHashMap<>(parameterGradients));
  }

  LayerReading remarked(String text) {
    return new LayerReading(node, type, outputs, gradient, parameters, parameterGradients, text);
  }
}
