package dev.hayate.nn.format;

import static dev.hayate.nn.format.MalformedFile.text;
import static dev.hayate.nn.format.ReaderUnderTest.CHECKPOINT;
import static dev.hayate.nn.format.ReaderUnderTest.DESCRIPTION;
import static dev.hayate.nn.format.ReaderUnderTest.MODEL;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.train.Trainer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Malformed descriptions of models, model files and checkpoints. */
final class MalformedModels {
  private final List<MalformedFile> files = new ArrayList<>();
  private final Path scratch;

  private MalformedModels(Path folder) {
    this.scratch = folder.resolve("scratch");
  }

  static List<MalformedFile> list(Path folder) throws IOException {
    MalformedModels all = new MalformedModels(folder);
    all.descriptions();
    all.models();
    all.checkpoints();
    return all.files;
  }

  private static String node(String name, String type, String rest) {
    return "{\"name\":\"" + name + "\",\"type\":\"" + type + "\"" + rest + "}";
  }

  private static String input(String shape) {
    return node("x", "Input", ",\"shape\":" + shape);
  }

  private static String linear(String settings) {
    return node("0", "Linear", ",\"inputs\":[\"x\"],\"settings\":" + settings);
  }

  private static String model(String nodes, String outputs) {
    return "{\"version\":1,\"nodes\":[" + nodes + "],\"outputs\":[" + outputs + "]}";
  }

  private static String output(String node) {
    return "{\"name\":\"y\",\"node\":\"" + node + "\"}";
  }

  private static final String LINEAR = "{\"in\":2,\"out\":1,\"bias\":true}";

  private void json(String name, String content, String... says) {
    files.add(MalformedFile.of(name, DESCRIPTION, text(content), says));
  }

  private void descriptions() {
    json("nothing at all", "", "a.json", "an object");
    json("an array", "[]", "an object");
    json("half an object", "{\"version\":1,", "line 1", "valid JSON");
    json("two objects", "{\"version\":1}{}", "nothing after the object");
    json("a key twice", "{\"version\":1,\"version\":1}", "Duplicate field", "version");
    json("a trailing comma", "{\"version\":1,}", "valid JSON");
    json("a comment", "{/* */\"version\":1}", "valid JSON");
    json("NaN", "{\"version\":NaN}", "valid JSON");
    json("a number of 1000 digits", "{\"version\":" + "1".repeat(1000) + "}", "valid JSON");
    json("a number beyond double", "{\"version\":1e999}", "that a double can hold", "1e999");
    json("deep nesting", "{\"a\":" + "[".repeat(100_000), "valid JSON");
    json("many values", "{\"a\":[" + "0,".repeat(2_000_000) + "0]}", "at most");
    json("no version", "{}", "\"version\"", "0 members");
    json("version 2", "{\"version\":2}", "\"version\"", "from 1 to 1", "found 2");
    json("version as a text", "{\"version\":\"1\"}", "a whole number", "\"1\"");
    json("no nodes", "{\"version\":1}", "\"nodes\"", "a member of this name");
    json("nodes that are an object", "{\"version\":1,\"nodes\":{}}", "\"nodes\"", "an array");
    json("nodes that are numbers", "{\"version\":1,\"nodes\":[1]}", "\"nodes\"", "an object");
    json("nodes that are null", "{\"version\":1,\"nodes\":null}", "an array", "null");
    json("no node", model("", ""), "a whole graph");
    json("no type", "{\"version\":1,\"nodes\":[{}]}", "\"type\"");
    json("an input of no shape", model(node("x", "Input", ""), ""), "\"shape\"");
    json("a dimension of 2.5", model(input("[2.5]"), ""), "whole numbers", "2.5");
    json("a dimension below 0", model(input("[-1]"), ""), "\"x\"", "-1");
    json("a dimension of 1e300", model(input("[1e300]"), ""), "whole numbers", "1.0E300");
    json(
        "elements of no type",
        model(node("x", "Input", ",\"shape\":[2],\"dtype\":\"F31\""), ""),
        "one of [F32, I32]",
        "\"F31\"");
    json("40 dimensions", model(input("[1" + ",1".repeat(39) + "]"), ""), "\"x\"");
    json(
        "an unknown layer",
        model(input("[2]") + "," + node("0", "Exec", ",\"inputs\":[\"x\"],\"settings\":{}"), ""),
        "\"0\"",
        "Exec");
    json("a name twice", model(input("[2]") + "," + input("[2]"), output("x")), "\"x\"");
    json(
        "a layer of itself",
        model(input("[2]") + "," + node("0", "ReLU", ",\"inputs\":[\"0\"],\"settings\":{}"), ""),
        "a node that stands before");
    json(
        "a layer without a source",
        model(node("0", "ReLU", ",\"settings\":{}"), ""),
        "a node to read from");
    json("an output of nothing", model(input("[2]"), output("z")), "\"z\"", "no such node");
    json(
        "a layer that does not fit",
        model(input("[2]") + "," + linear("{\"in\":3,\"out\":1,\"bias\":true}"), output("0")),
        "\"0\"",
        "3");
    json(
        "a layer of no size",
        model(input("[2]") + "," + linear("{\"in\":2,\"out\":0,\"bias\":true}"), output("0")),
        "\"0\"");
    json(
        "a layer of 2^40",
        model(
            input("[2]") + "," + linear("{\"in\":2,\"out\":1099511627776,\"bias\":true}"),
            output("0")),
        "1099511627776");
    json(
        "a setting of another kind",
        model(input("[2]") + "," + linear("{\"in\":2,\"out\":1,\"bias\":[]}"), output("0")),
        "\"0\"",
        "bias");
    json(
        "a setting that is null",
        model(input("[2]") + "," + linear("{\"in\":2,\"out\":1,\"bias\":null}"), output("0")),
        "\"0\"");
    json(
        "settings that are a list",
        model(input("[2]") + "," + linear("[]"), output("0")),
        "an object");
    json(
        "a sample of 2^31 values",
        model(
            input("[2147483647]") + "," + node("0", "ReLU", ",\"inputs\":[\"x\"],\"settings\":{}"),
            output("0")),
        "at most 16777216 values",
        "2147483647");
    json("a sample of 2^62 values", model(input("[2147483647,2147483647]"), output("x")), "\"x\"");
  }

  private byte[] file(Map<String, Tensor> tensors, Map<String, String> texts) throws IOException {
    SafeTensors.write(scratch, tensors, texts);
    byte[] bytes = Files.readAllBytes(scratch);
    Files.delete(scratch);
    return bytes;
  }

  private void model(String name, String description, Map<String, Tensor> tensors, String... says)
      throws IOException {
    Map<String, String> texts = Map.of(ModelFile.MODEL_KEY, description);
    files.add(MalformedFile.of(name, MODEL, file(tensors, texts), says));
  }

  private void models() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Tensor weight = Tensor.of(arena, Shape.of(1, 2), 1, 2);
      Tensor bias = Tensor.of(arena, Shape.of(1), 3);
      String good = model(input("[2]") + "," + linear(LINEAR), output("0"));
      files.add(MalformedFile.of("nothing at all", MODEL, new byte[0], "at least 8 bytes"));
      files.add(
          MalformedFile.of(
              "no description",
              MODEL,
              file(Map.of("0.weight", weight), Map.of()),
              "\"hayate.model\"",
              "a description of the model"));
      model("a broken description", "{", Map.of(), "\"hayate.model\"", "valid JSON");
      model("no tensors", good, Map.of(), "2 missing: \"0.weight\" [1, 2], \"0.bias\" [1]");
      model("one tensor", good, Map.of("0.weight", weight), "1 missing: \"0.bias\" [1]");
      model(
          "a tensor of another shape",
          good,
          Map.of("0.weight", weight.reshape(Shape.of(2, 1)), "0.bias", bias),
          "1 of another shape: \"0.weight\" [2, 1] instead of [1, 2]");
      model(
          "a tensor too many",
          good,
          Map.of("0.weight", weight, "0.bias", bias, "1.bias", bias),
          "1 not the model's: \"1.bias\" [1]");
      model(
          "a layer of 2^31 weights that the file does not hold",
          model(
              input("[65536]") + "," + linear("{\"in\":65536,\"out\":65536,\"bias\":true}"),
              output("0")),
          Map.of("0.bias", bias),
          "1 missing: \"0.weight\" [65536, 65536]",
          "\"0.bias\" [1] instead of [65536]");
    }
  }

  private void checkpoint(
      String name, BiConsumer<Map<String, Tensor>, Map<String, String>> change, String... says)
      throws IOException {
    try (Arena arena = Arena.ofConfined();
        Trainer trainer = ReaderUnderTest.trainer(arena)) {
      Checkpoint.save(scratch, trainer, Map.of());
      SafeTensors saved = SafeTensors.read(scratch, arena);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (String tensor : saved.arrays().keySet()) {
        tensors.put(tensor, saved.floats(tensor, arena));
      }
      Map<String, String> texts = new LinkedHashMap<>(saved.metadata());
      change.accept(tensors, texts);
      files.add(MalformedFile.of(name, CHECKPOINT, file(tensors, texts), says));
    }
  }

  private void number(String name, String key, String value, String... says) throws IOException {
    checkpoint(name, (tensors, texts) -> texts.put("hayate.training." + key, value), says);
  }

  private void checkpoints() throws IOException {
    String other = ModelDescription.write(Model.sequential(3).linear(1).build());
    checkpoint("no description", (t, texts) -> texts.remove(ModelFile.MODEL_KEY), "hayate.model");
    checkpoint("another model", (t, texts) -> texts.put(ModelFile.MODEL_KEY, other), "another");
    checkpoint("no parameters", (tensors, x) -> tensors.remove("parameters"), "parameters", "none");
    checkpoint(
        "parameters of another number",
        (tensors, x) -> tensors.put("parameters", Tensor.allocate(Arena.ofAuto(), 7)),
        "parameters",
        "32 elements",
        "[7]");
    checkpoint(
        "no state of the optimizer", (tensors, x) -> tensors.remove("optimizer.1"), "optimizer.1");
    checkpoint("no seed", (t, texts) -> texts.remove("hayate.training.seed"), "seed");
    number("another seed", "seed", "77", "seed 77", "expected");
    number("a seed that is no number", "seed", "x", "seed: expected a whole number, found \"x\"");
    number("steps below 0", "steps", "-1", "steps", "-1");
    number("steps of 2^63", "steps", "9223372036854775808", "9223372036854775808");
    number("a position below 0", "position", "-4294967295", "position");
    number(
        "a loss that is no number",
        "epoch.loss",
        "0.5",
        "epoch.loss: expected 16 hexadecimal digits, found \"0.5\"");
    number("no bits of a rate", "rates.factor", "", "a state of this trainer");
  }
}
