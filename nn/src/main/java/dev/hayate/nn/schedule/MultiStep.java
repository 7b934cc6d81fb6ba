package dev.hayate.nn.schedule;

import java.util.List;

/**
 * Multiplied by a factor at given times, as {@code torch.optim.lr_scheduler.MultiStepLR}; a time
 * that is given twice counts twice.
 *
 * @param times PyTorch's {@code milestones}
 * @param factor PyTorch's {@code gamma}
 */
public record MultiStep(List<Long> times, double factor) implements Schedule {
  /** Copies the list. */
  public MultiStep {
    times = List.copyOf(times);
  }

  @Override
  public double rate(double base, long time) {
    int passed = 0;
    for (int i = 0; i < times.size(); i++) {
      passed += times.get(i) <= time ? 1 : 0;
    }
    return base * Math.pow(factor, passed);
  }
}
