package dev.hayate.nn.examples;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Rent;
import dev.hayate.nn.data.TableData;
import dev.hayate.nn.data.Target;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.metric.Regression;
import dev.hayate.nn.optim.Adam;
import dev.hayate.nn.predict.Predictor;
import dev.hayate.nn.train.Trainer;
import java.lang.foreign.Arena;
import java.util.Locale;

/** What a flat costs, told from its size, its age and the way to the station. */
final class RentRegression {
  private RentRegression() {}

  /** How far off the answers are for flats that the model has not seen, in yen. */
  static Regression result(int epochs) throws ModelFormatException {
    TableData flats = TableData.of(Rent.generate(Rent.FLATS, 1), Rent.TARGET);
    Model model = Model.sequential(3).linear(32).relu().linear(1).build();
    try (Arena arena = Arena.ofShared()) {
      TableData.Parts parts = flats.split(arena, 1, 0.8, 0.2);
      Dataset train = parts.parts().get(0);
      Dataset test = parts.parts().get(1);
      Parameters parameters = model.initialize(arena, 1);
      try (Trainer trainer =
          model
              .trainer(parameters)
              .loss(Loss.meanSquaredError())
              .optimizer(Adam.of(0.01))
              .batch(32)
              .seed(1)
              .open()) {
        trainer.fit(train, test, epochs);
      }
      Tensor answers = Tensor.allocate(arena, test.size(), 1);
      try (Predictor predictor = model.predictor(parameters).batch(test.size()).open()) {
        predictor.predict(test.features(), answers);
      }
      // The model sees standardised rents; these are yen again.
      Target.Quantity rent = (Target.Quantity) parts.encoding().target();
      return Regression.of(restored(answers, rent, arena), restored(test.targets(), rent, arena));
    }
  }

  private static Tensor restored(Tensor values, Target.Quantity rent, Arena arena) {
    Tensor yen = Tensor.of(arena, values.shape(), values.toFloats());
    for (int row = 0; row < yen.rows(); row++) {
      yen.set(row, 0, (float) rent.restore(yen.get(row, 0)));
    }
    return yen;
  }

  public static void main(String... args) throws ModelFormatException {
    Regression result = result(40);
    System.out.printf(
        Locale.ROOT, "mean absolute error %.0f yen, R2 %.4f%n", result.mae(), result.r2());
  }
}
