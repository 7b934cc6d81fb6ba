package dev.hayate.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TensorTest {
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void isZeroedAlignedAndRowMajor() {
    Tensor tensor = Tensor.allocate(arena, 2, 3);
    assertEquals(0, tensor.segment().address() % Tensor.ALIGNMENT);
    assertArrayEquals(new float[6], tensor.toFloats());
    tensor.copyFrom(new float[] {1, 2, 3, 4, 5, 6});
    assertEquals(6, tensor.get(1, 2));
    tensor.set(1, 0, -4);
    assertArrayEquals(new float[] {1, 2, 3, -4, 5, 6}, tensor.toFloats());
    assertEquals("Tensor [2, 3]", tensor.toString());
  }

  @Test
  void integersKeepTheirValues() {
    Tensor tensor = Tensor.ofInts(arena, 3, Integer.MIN_VALUE);
    tensor.setInt(0, 0, 8);
    assertArrayEquals(new int[] {8, Integer.MIN_VALUE}, tensor.toInts());
    assertEquals(Integer.MIN_VALUE, tensor.getInt(0, 1));
    assertEquals(DType.I32, tensor.type());
  }

  @Test
  void viewsShareMemory() {
    Tensor whole = Tensor.of(arena, Shape.of(3, 4), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    Tensor columns = whole.columns(1, 2);
    assertFalse(columns.isContiguous());
    assertEquals(4, columns.stride());
    assertArrayEquals(new float[] {1, 2, 5, 6, 9, 10}, columns.toFloats());
    Tensor row = columns.rows(1, 1);
    assertTrue(row.isContiguous());
    row.copyFrom(new float[] {-5, -6});
    assertEquals(-6, whole.get(1, 2));
    assertEquals(0, columns.rows(3, 0).size());
    assertArrayEquals(new float[] {-5, -6}, whole.reshape(Shape.of(12)).columns(5, 2).toFloats());
  }

  @Test
  void viewsMayBeEmpty() {
    Tensor view = Tensor.allocate(arena, 3, 4).columns(2, 0);
    view.copyFrom(new float[0]);
    assertArrayEquals(new float[0], view.toFloats());
    assertArrayEquals(new int[0], view.toInts());
  }

  @Test
  void knowsWhatOverlaps() {
    Tensor whole = Tensor.allocate(arena, 3, 4);
    assertTrue(whole.overlaps(whole));
    assertFalse(whole.columns(0, 2).overlaps(whole.columns(2, 2)));
    assertTrue(whole.columns(0, 2).overlaps(whole.columns(1, 2)));
    assertFalse(whole.rows(0, 1).overlaps(whole.rows(1, 2)));
    assertTrue(whole.columns(0, 2).overlaps(whole.reshape(Shape.of(12))));
    assertFalse(whole.overlaps(whole.rows(0, 0)));
  }

  @Test
  void refusesWhatDoesNotFit() {
    Tensor tensor = Tensor.allocate(arena, 2, 3);
    MemorySegment bytes = arena.allocate(24, 64);
    assertThrows(IndexOutOfBoundsException.class, () -> tensor.get(2, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> tensor.set(0, 3, 1));
    assertThrows(IllegalArgumentException.class, () -> tensor.rows(1, 2));
    assertThrows(IllegalArgumentException.class, () -> tensor.columns(-1, 2));
    assertThrows(IllegalArgumentException.class, () -> tensor.copyFrom(new float[5]));
    assertThrows(IllegalArgumentException.class, () -> tensor.reshape(Shape.of(7)));
    Tensor view = tensor.columns(0, 2);
    assertThrows(IllegalArgumentException.class, () -> view.reshape(Shape.of(4)));
    assertThrows(IllegalArgumentException.class, () -> Tensor.wrap(bytes, Shape.of(7)));
    MemorySegment odd = bytes.asSlice(2);
    assertThrows(IllegalArgumentException.class, () -> Tensor.wrap(odd, Shape.of(1)));
    MemorySegment heap = MemorySegment.ofArray(new float[4]);
    assertThrows(IllegalArgumentException.class, () -> Tensor.wrap(heap, Shape.of(4)));
  }

  @Test
  void endsWithItsArena() {
    Arena brief = Arena.ofConfined();
    Tensor tensor = Tensor.allocate(brief, 2, 2);
    brief.close();
    assertThrows(IllegalStateException.class, () -> tensor.get(0, 0));
  }
}
