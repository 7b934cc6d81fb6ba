package dev.hayate.nn.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileFormatTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "a.npy,\u0093NUMPY\1,NPY",
        "a.safetensors,\u0093NUMPY\1,NPY",
        "a,PK\3\4,NPZ",
        "a.npz,\20\0\0\0\0\0\0\0{},SAFETENSORS",
        "a.json,{},DESCRIPTION",
        "a.ONNX,\10\7,ONNX",
        "a,\10\7\22,ONNX",
        "a.csv,a,CSV",
        "a.npz,,NPZ",
        "a,\0\0\10\1,IDX",
        "a.gz,\u001f\u008b,IDX",
        "a,x,SAFETENSORS"
      })
  void contentComesBeforeTheName(String name, String content, FileFormat format)
      throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, content == null ? new byte[0] : content.getBytes(ISO_8859_1));
    assertEquals(format, FileFormat.of(file));
  }

  @Test
  void namesTellWhatToWrite() {
    assertEquals(Optional.of(FileFormat.NPZ), FileFormat.named(Path.of("x.y.NPZ")));
    assertEquals(Optional.empty(), FileFormat.named(Path.of("npz")));
  }

  @Test
  void anArrayIsCalledAsItsFile() throws IOException {
    Path file = folder.resolve("x.y.npy");
    Files.write(
        file, NpyTest.bytes("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }", 1));
    try (Arena arena = Arena.ofConfined()) {
      assertEquals(Set.of("x.y"), FileFormat.of(file).arrays(file, arena).keySet());
      assertThrows(ModelFormatException.class, () -> FileFormat.CSV.arrays(file, arena));
      assertThrows(NoSuchFileException.class, () -> FileFormat.of(folder.resolve("none")));
    }
  }
}
