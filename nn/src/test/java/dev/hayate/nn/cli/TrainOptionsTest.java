package dev.hayate.nn.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.Model;
import dev.hayate.nn.format.Json;
import dev.hayate.nn.format.JsonObject;
import dev.hayate.nn.format.ModelDescription;
import dev.hayate.nn.format.ModelFile;
import dev.hayate.nn.format.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code hayate train} can be asked for, on small tables. */
class TrainOptionsTest {
  @TempDir Path folder;
  private Path classes = Path.of("");
  private Path quantity = Path.of("");

  @BeforeEach
  void writeTables() throws IOException {
    StringBuilder two = new StringBuilder("a,b,kind\n");
    StringBuilder values = new StringBuilder("a,b,c\n");
    for (int i = 0; i < 120; i++) {
      double a = Math.sin(i);
      double b = Math.cos(1.3 * i);
      two.append(String.format(Locale.ROOT, "%f,%f,%s%n", a, b, a > b ? "yes" : "no"));
      values.append(String.format(Locale.ROOT, "%f,%f,%f%n", a, b, 10 + 3 * a - b));
    }
    classes = Files.writeString(folder.resolve("classes.csv"), two);
    quantity = Files.writeString(folder.resolve("quantity.csv"), values);
  }

  private static String[] words(String command, Path data, String options, Object... more) {
    List<String> words = new ArrayList<>(List.of(command, data.toString()));
    if (!options.isBlank()) {
      words.addAll(Arrays.asList(options.split(" ")));
    }
    for (Object each : more) {
      words.add(each.toString());
    }
    return words.toArray(new String[0]);
  }

  private static JsonObject json(Path file) throws IOException {
    return Json.parse(Files.readString(file), Place.in(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--activation gelu --dropout 0.2 --input-dropout 0.1 --batch-norm",
        "--activation leaky-relu:negative_slope=0.2 --layer-norm --init kaiming-normal",
        "--activation prelu --init orthogonal:gain=1.2",
        "--activation glu --hidden 6 --init xavier-uniform",
        "--activation none --init constant:value=0.01",
        "--optimizer sgd --momentum 0.9 --schedule cosine --warmup 0.5",
        "--optimizer adamw:beta2=0.99,amsgrad=true --weight-decay 0.1 --decay-weights-only",
        "--optimizer lion --lr 1e-4 --clip-norm 1 --clip-value 0.5 --accumulate 2 --ema 0.9",
        "--schedule one-cycle:rising=0.2",
        "--schedule step:every=1,factor=0.5",
        "--schedule multi-step:at=1/2",
        "--schedule multi-step:at=1",
        "--schedule plateau:patience=0,factor=0.5",
        "--schedule exponential:factor=0.8 --validation 0",
        "--schedule polynomial:power=2",
        "--schedule linear",
        "--schedule constant-factor",
        "--schedule cosine-restarts:first=1,growth=2",
        "--loss cross-entropy --label-smoothing 0.1 --class-weights balanced",
        "--class-weights 1,3 --balanced",
        "--loss nll",
        "--loss multi-margin:p=2",
        "--loss bce-with-logits --positive-weight 2",
        "--early-stopping 1:margin=0.5,restore=false",
      })
  void trainsClassesWith(String options) throws IOException {
    Path result = folder.resolve("r.json");
    Path model = folder.resolve("m.safetensors");
    Path report = folder.resolve("r.html");
    String[] files = {"--json", result + "", "--save", model + "", "--report", report + ""};
    Hayate.Outcome trained =
        Hayate.run(words("train", classes, "--epochs 3 " + options, (Object[]) files));
    assertEquals(0, trained.status(), trained.err());
    JsonObject json = json(result);
    assertTrue(Double.isFinite(json.number("test_loss")));
    double accuracy = json.number("test_accuracy");
    assertTrue(accuracy >= 0 && accuracy <= 1);
    assertEquals(accuracy, json.object("test").number("accuracy"));
    assertTrue(
        json.names()
            .containsAll(Set.of("test_roc_auc", "test_pr_auc", "test_f1_macro", "test_log_loss")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--loss l1", "--loss huber:delta=0.5", "--loss smooth-l1", "--loss mse"})
  void trainsAQuantityWith(String options) throws IOException {
    Path result = folder.resolve("r.json");
    Hayate.Outcome trained =
        Hayate.run(words("train", quantity, "--epochs 30 " + options, "--json", result));
    assertEquals(0, trained.status(), trained.err());
    assertTrue(json(result).number("test_r2") > 0.8, trained.out());
    assertTrue(json(result).number("test_rmse") >= json(result).number("test_mae"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--activation step | --activation: expected one of Identity, ReLU",
        "--activation gelu:x=1 | --activation: GELU: setting x: expected one of [], found x",
        "--optimizer adam:x=1 | --optimizer: Adam: x: expected one of [lr, ",
        "--optimizer adam:beta1=2 | --optimizer: Adam: beta1 is 2.0: expected a number from 0",
        "--optimizer adam:beta1 | --optimizer: expected settings as in name=value, found beta1",
        "--optimizer sgd:lr=fast | --optimizer: lr: expected a number, found fast",
        "--schedule zig | --schedule: expected one of constant, ",
        "--schedule step:at=3 | --schedule: step: setting at: expected one of [every, factor]",
        "--schedule step:every=-1 | --schedule: expected epochs above 0, found -1.0",
        "--warmup -1 | --warmup: expected 0 or more, found -1.0",
        "--init fog | --init: expected one of xavier-uniform, ",
        "--init orthogonal:gain=-1 | --init: expected a gain above 0, found orthogonal:gain=-1",
        "--loss fun | --loss: expected one of CrossEntropyLoss, ",
        "--loss huber:x=1 | --loss: HuberLoss: setting x: expected one of [delta, reduction],"
            + " found",
        "--loss mse --label-smoothing 0.1 | --label-smoothing: expected cross-entropy with it",
        "--loss nll --positive-weight 2 | --positive-weight: expected bce-with-logits with it",
        "--loss mse --class-weights 1,2 | --class-weights: expected a loss of classes with them",
        "--class-weights a,b | --class-weights: expected numbers or balanced, found a,b",
        "--class-weights 1,-2 | --class-weights: expected numbers of 0 or more, found 1,-2",
        "--early-stopping 0 | --early-stopping: expected 1 epoch or more, found 0",
        "--early-stopping 5:m=1 | --early-stopping: 5: setting m: expected one of [margin, ",
        "--resume | --resume: expected a file to go on from, found no --checkpoint",
        "--checkpoint-every 2 | --checkpoint-every: expected a file, found no --checkpoint",
        "--data . | --data: expected mnist or fashion with it, found ",
        "--folds 1 | --folds: expected 2 or more, found 1",
        "--folds 3 --save x.safetensors | --folds: expected none of them",
        "--batch-norm --layer-norm | --batch-norm: expected one of them, found --layer-norm too",
        "--model m.json --dropout 0.1 | --model: expected a file or these options, found --hid",
        "--dropout 1 | --dropout: expected from 0 to below 1, found 1.0",
        "--clip-norm 0 | --clip-norm: expected more than 0, found 0.0",
        "--epochs many | --epochs: expected a whole number, found many",
        "--lr fast | --lr: expected a number, found fast",
        "--hidden 3,x | --hidden: expected whole numbers with commas between, found x",
        "--epochs | --epochs: expected a value, found none",
        "--seed 1 --seed 2 | --seed: expected once, found twice",
        "--epchs 3 | --epchs: expected a known option or command such as --epochs",
      })
  void refusesWith(String options, String message) {
    Hayate.Outcome outcome = Hayate.run(words("train", classes, options));
    assertEquals(2, outcome.status(), outcome.err());
    assertTrue(outcome.err().startsWith("hayate: train: " + message), outcome.err());
    assertTrue(outcome.err().contains(", found "), outcome.err());
    assertEquals(outcome.err().length() - 1, outcome.err().indexOf('\n'), outcome.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--loss huber | --loss for classes: expected one of CrossEntropyLoss, ",
        "--class-weights 1,2,3 | --class-weights: expected 2, one for each of [no, yes], found 3",
        "--folds 500 --epochs 1 | --folds: expected fewer than there are rows, found 500",
        "--loss bce-with-logits --balanced | --balanced: expected a loss over classes",
        "--model none.json | file: none.json: expected a file, found none",
        "--init none.safetensors | file: none.safetensors: expected a file, found none",
        "--optimizer sgd:lr=1e30 --activation none --epochs 9 | train: step ",
      })
  void failsWith(String options, String message) {
    Hayate.Outcome outcome = Hayate.run(words("train", classes, options));
    assertEquals(1, outcome.status(), outcome.err());
    assertTrue(outcome.err().startsWith("hayate: " + message), outcome.err());
    assertEquals(outcome.err().length() - 1, outcome.err().indexOf('\n'), outcome.err());
  }

  @Test
  void takesADescribedNetworkAndItsValues() throws IOException {
    Path described = folder.resolve("net.json");
    Path saved = folder.resolve("m.safetensors");
    Path again = folder.resolve("again.safetensors");
    String network = "--hidden 5,4 --activation elu:alpha=0.5 --batch-norm --dropout 0.25";
    assertEquals(0, Hayate.run(words("train", classes, network, "--describe", described)).status());
    Model model = ModelDescription.read(described);
    assertTrue(model.toString().contains("ELU{alpha=0.5}"), model.toString());
    assertEquals(model.nodes().size() + 8, Files.readAllLines(described).size());
    Hayate.Outcome trained =
        Hayate.run(words("train", classes, "--epochs 2 " + network, "--save", saved));
    assertEquals(0, trained.status(), trained.err());
    Hayate.Outcome same =
        Hayate.run(words("train", classes, "--epochs 2", "--model", described, "--save", again));
    assertEquals(0, same.status(), same.err());
    assertArrayEquals(Files.readAllBytes(saved), Files.readAllBytes(again));
    // A rate near nothing: what is saved are the first values.
    Hayate.Outcome still =
        Hayate.run(
            words(
                "train",
                classes,
                "--epochs 1 --optimizer sgd --lr 1e-30 --weight-decay 0",
                "--model",
                saved,
                "--init",
                saved,
                "--save",
                again));
    assertEquals(0, still.status(), still.err());
    try (Arena arena = Arena.ofConfined()) {
      assertArrayEquals(
          ModelFile.load(saved, arena).parameters().flat().toFloats(),
          ModelFile.load(again, arena).parameters().flat().toFloats());
    }
    Hayate.Outcome other = Hayate.run(words("train", quantity, "", "--model", described));
    assertEquals(1, other.status());
    assertTrue(
        other.err().startsWith("hayate: --model: expected an input of 2 features and an output"),
        other.err());
    Hayate.Outcome values = Hayate.run(words("train", classes, "--hidden 3", "--init", saved));
    assertEquals(1, values.status());
    assertTrue(values.err().startsWith("hayate: --init: expected a file with "), values.err());
  }

  @Test
  void validatesAcross() throws IOException {
    Path result = folder.resolve("r.json");
    for (String options : List.of("", "--early-stopping 2 --ema 0.5")) {
      Hayate.Outcome outcome =
          Hayate.run(words("train", classes, "--folds 3 --epochs 20 " + options, "--json", result));
      assertEquals(0, outcome.status(), outcome.err());
      assertTrue(outcome.out().contains("fold 3/3: "), outcome.out());
      JsonObject json = json(result);
      List<JsonObject> each = json.objects("each");
      assertEquals(3, each.size());
      double sum = 0;
      for (JsonObject fold : each) {
        sum += fold.number("accuracy");
      }
      assertEquals(sum / 3, json.object("mean").number("accuracy"), 1e-12);
      assertTrue(sum / 3 > 0.7, outcome.out());
    }
    assertEquals(0, Hayate.run("train", "spiral", "--folds", "2", "--epochs", "2").status());
  }

  @Test
  void endsEarlyWithTheBest() throws IOException {
    Path result = folder.resolve("r.json");
    Hayate.Outcome outcome =
        Hayate.run(
            words(
                "train",
                quantity,
                "--epochs 400 --lr 0.02 --validation 0.3 --early-stopping 3",
                "--json",
                result));
    assertEquals(0, outcome.status(), outcome.err());
    assertTrue(json(result).integer("epochs", 1, 400) < 400, outcome.out());
    assertFalse(outcome.out().contains("epoch 400/"), outcome.out());
  }
}
