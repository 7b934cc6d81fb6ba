package dev.hayate.nn.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.data.Encoding;
import dev.hayate.nn.data.Table;
import dev.hayate.nn.data.TableData;
import dev.hayate.nn.format.onnx.Onnx;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.optim.Adam;
import dev.hayate.nn.train.Trainer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every reader of files from outside: each looks at all that it was given. */
enum ReaderUnderTest {
  NPY("a.npy") {
    @Override
    void read(Path file, Arena arena) throws IOException {
      touch(Map.of("", Npy.read(file, arena)), arena);
    }

    @Override
    List<byte[]> seeds(Path scratch) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        Npy.write(scratch, Tensor.of(arena, Shape.of(2, 2), 1, 2, 3, 4));
      }
      byte[] old = NpyTest.bytes("{'descr': '>i2', 'fortran_order': True, 'shape': (2L, 3), }", 12);
      return List.of(Files.readAllBytes(scratch), old);
    }
  },
  NPZ("a.npz") {
    @Override
    void read(Path file, Arena arena) throws IOException {
      touch(Npz.read(file, arena), arena);
    }

    @Override
    List<byte[]> seeds(Path scratch) throws IOException {
      byte[] npy = NPY.seeds(scratch).getLast();
      Map<String, byte[]> entries = new LinkedHashMap<>();
      entries.put("x.npy", npy);
      entries.put("y.npy", NPY.seeds(scratch).getFirst());
      return List.of(NpzTest.zip(entries), NpzTest.zip64("x.npy", npy));
    }
  },
  SAFETENSORS("a.safetensors") {
    @Override
    void read(Path file, Arena arena) throws IOException {
      touch(SafeTensors.read(file, arena).arrays(), arena);
    }

    @Override
    List<byte[]> seeds(Path scratch) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        SafeTensors.write(
            scratch,
            Map.of(
                "0.weight", Tensor.allocate(arena, 3, 4),
                "0.bias", Tensor.allocate(arena, 3),
                "steps", Tensor.ofInts(arena, 5)),
            Map.of("format", "pt"));
      }
      return List.of(
          Files.readAllBytes(scratch),
          SafeTensorsTest.bytes(
              "{\"a\":{\"dtype\":\"F16\",\"shape\":[2,2],\"data_offsets\":[0,8]},"
                  + "\"b\":{\"dtype\":\"BOOL\",\"shape\":[],\"data_offsets\":[8,9]}}",
              9));
    }
  },
  IDX("a-idx1-ubyte") {
    @Override
    void read(Path file, Arena arena) throws IOException {
      touch(Map.of("", Idx.read(file, arena)), arena);
      Idx.pixels(file, arena);
    }

    @Override
    List<byte[]> seeds(Path scratch) throws IOException {
      return List.of(
          IdxTest.bytes(8, 24, 2, 3, 4),
          IdxTest.bytes(14, 16, 2),
          IdxTest.gzip(IdxTest.bytes(8, 240, 20, 3, 4)));
    }
  },
  CSV("a.csv") {
    @Override
    void read(Path file, Arena arena) throws IOException {
      TableData.of(Table.of(Csv.read(file))).split(arena, 1, 0.5, 0.5);
    }

    @Override
    List<byte[]> seeds(Path scratch) {
      return List.of("a,b,c\n1,x,p\n-2.5e3,\"y \"\"z\"\"\",q\nNA,\"w\nv\",p\n".getBytes(UTF_8));
    }
  },
  ENCODING("a.json") {
    @Override
    void read(Path file, Arena arena) throws IOException {
      // A text of a file's header, which was checked to be UTF-8 before it comes here.
      Encoding.fromJson(new String(Files.readAllBytes(file), UTF_8), Place.in(file));
    }

    @Override
    List<byte[]> seeds(Path scratch) throws IOException {
      CsvTable table =
          CsvTable.of(
              List.of("n", "c", "t"),
              List.of(List.of("1", "x", "5.5"), List.of("", "y", "7.25"), List.of("3", "", "8")));
      try (Arena arena = Arena.ofConfined()) {
        TableData data = TableData.of(Table.of(table));
        return List.of(data.split(arena, 1, 1.0).encoding().toJson().getBytes(UTF_8));
      }
    }
  },
  DESCRIPTION("a.json") {
    @Override
    void read(Path file, Arena arena) throws IOException {
      ModelDescription.read(file);
    }

    @Override
    List<byte[]> seeds(Path scratch) throws IOException {
      Model model = Model.sequential(2, 3).flatten().linear(4).batchNorm().relu().linear(1).build();
      String shorter =
          "{\"version\":1,\"nodes\":[{\"type\":\"Input\",\"shape\":[4]},{\"type\":\"GELU\"},"
              + "{\"type\":\"Linear\",\"settings\":{\"out\":3}},{\"type\":\"LayerNorm\"}]}";
      return List.of(ModelDescription.write(model).getBytes(UTF_8), shorter.getBytes(UTF_8));
    }
  },
  MODEL("a.safetensors") {
    @Override
    void read(Path file, Arena arena) throws IOException {
      ModelFile.load(file, arena);
    }

    @Override
    List<byte[]> seeds(Path scratch) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        Model model = Model.sequential(2).linear(3).batchNorm().tanh().build();
        ModelFile.save(scratch, model.initialize(arena, 1), Map.of());
      }
      return List.of(Files.readAllBytes(scratch));
    }
  },
  ONNX("a.onnx") {
    @Override
    void read(Path file, Arena arena) throws IOException {
      Onnx.load(file, arena);
    }

    @Override
    List<byte[]> seeds(Path scratch) throws IOException {
      List<Model> models =
          List.of(
              Model.sequential(2).linear(3).batchNorm().tanh().linear(1).build(),
              Model.sequential(2, 3).flatten().layerNorm().softmax().build());
      List<byte[]> seeds = new ArrayList<>();
      try (Arena arena = Arena.ofConfined()) {
        for (Model model : models) {
          Onnx.save(scratch, model.initialize(arena, 1), Map.of("k", "v"));
          seeds.add(Files.readAllBytes(scratch));
        }
      }
      return seeds;
    }
  },
  CHECKPOINT("a.checkpoint") {
    @Override
    void read(Path file, Arena arena) throws IOException {
      try (Trainer trainer = trainer(arena)) {
        Checkpoint.restore(file, trainer);
      }
    }

    @Override
    List<byte[]> seeds(Path scratch) throws IOException {
      try (Arena arena = Arena.ofConfined();
          Trainer trainer = trainer(arena)) {
        Checkpoint.save(scratch, trainer, Map.of());
      }
      return List.of(Files.readAllBytes(scratch));
    }
  };

  private final String file;

  ReaderUnderTest(String file) {
    this.file = file;
  }

  /** A usual name of such a file. */
  String file() {
    return file;
  }

  /** Reads a file; nothing but a {@link ModelFormatException} may come out of it. */
  abstract void read(Path file, Arena arena) throws IOException;

  /**
   * Valid files.
   *
   * @param scratch may be written
   */
  abstract List<byte[]> seeds(Path scratch) throws IOException;

  static Trainer trainer(Arena arena) {
    Model model = Model.sequential(2).linear(1).build();
    return model
        .trainer(model.initialize(arena, 1))
        .loss(Loss.meanSquaredError())
        .optimizer(Adam.of(1e-3))
        .batch(4)
        .backend("scalar")
        .open();
  }

  private static void touch(Map<String, StoredArray> arrays, Arena arena) {
    for (StoredArray array : arrays.values()) {
      array.floats(arena);
      array.doubles();
    }
  }
}
