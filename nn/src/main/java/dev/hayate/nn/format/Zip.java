package dev.hayate.nn.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The directory of a zip archive (PKWARE's APPNOTE 6.3, zip64 included) of stored and deflated
 * entries, checked: after {@link #read} every range lies in the file and no two overlap.
 *
 * <p>Names are texts and nothing else here: they are never used as paths. Stricter than most
 * readers, this one refuses archives in several parts, encrypted entries, names that occur twice,
 * and bytes between the directory and its end record.
 */
final class Zip {
  /**
   * One entry.
   *
   * @param begin where its data begins in the file
   * @param end where it ends
   * @param bytes how many bytes its content has
   * @param crc the check sum of its content
   */
  record Entry(String name, boolean deflated, long begin, long end, long bytes, int crc) {}

  static final String WHAT = "zip";

  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END64_SIGNATURE = 0x06064b50;
  private static final int LOCATOR64_SIGNATURE = 0x07064b50;
  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_BYTES = 46;
  private static final int END_BYTES = 22;
  private static final int END64_BYTES = 56;
  private static final int LOCATOR64_BYTES = 20;
  private static final int ZIP64_EXTRA = 1;
  private static final int FLAG_ENCRYPTED = 1;
  private static final int METHOD_STORED = 0;
  private static final int METHOD_DEFLATED = 8;
  private static final long NOT_IN_16 = 0xFFFFL;
  private static final long NOT_IN_32 = 0xFFFF_FFFFL;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment file;
  private final Place place;

  private Zip(MemorySegment file, Place place) {
    this.file = file;
    this.place = place;
  }

  /** Where the directory is and how many entries it has. */
  private record Directory(long begin, long bytes, long entries) {}

  /**
   * The entries of an archive in the order of its directory.
   *
   * @throws ModelFormatException if it is malformed or exceeds a limit
   */
  static List<Entry> read(MemorySegment file, Place place, ReadLimits limits)
      throws ModelFormatException {
    Zip zip = new Zip(file, place);
    Directory directory = zip.directory();
    if (directory.entries() > limits.tensors() || directory.entries() < 0) {
      throw zip.error(
          place,
          "at most " + limits.tensors() + " entries",
          Long.toUnsignedString(directory.entries()));
    }
    if (directory.bytes() > limits.headerBytes()) {
      throw zip.error(
          place.offset(directory.begin()),
          "a directory of at most " + limits.headerBytes() + " bytes",
          directory.bytes() + " bytes");
    }
    return zip.entries(directory);
  }

  private int u16(long at) {
    return file.get(SHORT, at) & 0xFFFF;
  }

  private long u32(long at) {
    return file.get(INT, at) & NOT_IN_32;
  }

  private ModelFormatException error(Place where, String expected, String found) {
    return new ModelFormatException(WHAT, where, expected, found);
  }

  private Directory directory() throws ModelFormatException {
    long end = endRecord();
    long bytes = u32(end + 12);
    long begin = u32(end + 16);
    long entries = u16(end + 10);
    long disk = u16(end + 4);
    long limit = end;
    boolean zip64 = entries == NOT_IN_16 || bytes == NOT_IN_32 || begin == NOT_IN_32;
    long locator = end - LOCATOR64_BYTES;
    if (zip64 && locator >= 0 && file.get(INT, locator) == LOCATOR64_SIGNATURE) {
      limit = file.get(LONG, locator + 8);
      if (limit < 0 || limit > locator - END64_BYTES || file.get(INT, limit) != END64_SIGNATURE) {
        throw error(
            place.offset(locator), "the offset of a zip64 end record", Long.toString(limit));
      }
      disk = u32(limit + 16);
      entries = file.get(LONG, limit + 32);
      bytes = file.get(LONG, limit + 40);
      begin = file.get(LONG, limit + 48);
    }
    if (disk != 0) {
      throw error(place.offset(end), "an archive in one part", "part " + disk);
    }
    if (bytes < 0 || begin < 0 || begin > limit || bytes != limit - begin) {
      throw error(
          place.offset(end),
          "a directory that ends at " + limit + ", where its end record begins",
          bytes + " bytes from " + begin);
    }
    return new Directory(begin, bytes, entries);
  }

  /** The end record stands before a comment that reaches to the end of the file. */
  private long endRecord() throws ModelFormatException {
    long least = Math.max(0, file.byteSize() - END_BYTES - NOT_IN_16);
    for (long at = file.byteSize() - END_BYTES; at >= least; at--) {
      if (file.get(INT, at) == END_SIGNATURE && u16(at + 20) == file.byteSize() - at - END_BYTES) {
        return at;
      }
    }
    throw error(
        place,
        "an end record of the archive",
        "none in the last bytes of " + file.byteSize() + ": the file may have been cut");
  }

  private List<Entry> entries(Directory directory) throws ModelFormatException {
    List<Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<long[]> ranges = new ArrayList<>();
    long at = directory.begin();
    long end = directory.begin() + directory.bytes();
    for (long i = 0; i < directory.entries(); i++) {
      if (end - at < CENTRAL_BYTES || file.get(INT, at) != CENTRAL_SIGNATURE) {
        throw error(
            place.offset(at),
            "entry " + (i + 1) + " of " + directory.entries() + " of the directory",
            end - at < CENTRAL_BYTES ? "its end" : "something else");
      }
      long next = at + CENTRAL_BYTES + u16(at + 28) + u16(at + 30) + u16(at + 32);
      if (next > end) {
        throw error(place.offset(at), "an entry that ends by " + end, "its end at " + next);
      }
      Entry entry = entry(at, directory.begin(), ranges);
      if (!names.add(entry.name())) {
        throw error(place.offset(at).key(entry.name()), "a name of its own", "the name twice");
      }
      entries.add(entry);
      at = next;
    }
    if (at != end) {
      throw error(
          place.offset(at), "the end of the directory", (end - at) + " bytes behind its entries");
    }
    checkOverlaps(ranges);
    return entries;
  }

  private Entry entry(long at, long dataLimit, List<long[]> ranges) throws ModelFormatException {
    String name = name(at + CENTRAL_BYTES, u16(at + 28));
    Place here = place.key(name).offset(at);
    int method = u16(at + 10);
    if ((u16(at + 8) & FLAG_ENCRYPTED) != 0) {
      throw error(here, "an entry that is not encrypted", "an encrypted one");
    }
    if (method != METHOD_STORED && method != METHOD_DEFLATED) {
      throw error(here, "compression method 0 or 8", Integer.toString(method));
    }
    long[] sizes = sizes(at, here);
    long bytes = sizes[0];
    long compressed = sizes[1];
    long local = sizes[2];
    if (local > dataLimit - LOCAL_BYTES || file.get(INT, local) != LOCAL_SIGNATURE) {
      throw error(here, "the offset of the entry's own header", Long.toString(local));
    }
    long begin = local + LOCAL_BYTES + u16(local + 26) + u16(local + 28);
    if (begin > dataLimit || compressed > dataLimit - begin) {
      throw error(
          here,
          "data that ends by " + dataLimit + ", where the directory begins",
          compressed + " bytes from " + begin);
    }
    if (u16(local + 8) != method
        || u16(local + 26) != u16(at + 28)
        || file.asSlice(local + LOCAL_BYTES, u16(at + 28))
                .mismatch(file.asSlice(at + CENTRAL_BYTES, u16(at + 28)))
            != -1) {
      throw error(place.key(name).offset(local), "the name and method of the directory", "others");
    }
    boolean deflated = method == METHOD_DEFLATED;
    if (deflated ? bytes / Inflating.MAX_RATIO > compressed : bytes != compressed) {
      throw error(
          here,
          bytes + " bytes of content",
          compressed + (deflated ? " bytes of deflated data" : " bytes of stored data"));
    }
    ranges.add(new long[] {local, begin + compressed});
    return new Entry(name, deflated, begin, begin + compressed, bytes, file.get(INT, at + 16));
  }

  /** The size of the content, the size of the data and the offset of the local header. */
  private long[] sizes(long at, Place here) throws ModelFormatException {
    long[] sizes = {u32(at + 24), u32(at + 20), u32(at + 42)};
    long extra = at + CENTRAL_BYTES + u16(at + 28);
    long extraEnd = extra + u16(at + 30);
    while (extraEnd - extra >= 4 && u16(extra) != ZIP64_EXTRA) {
      extra += 4 + u16(extra + 2);
    }
    long field = extra + 4;
    long fieldEnd = extraEnd - extra >= 4 ? Math.min(extraEnd, field + u16(extra + 2)) : extra;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == NOT_IN_32) {
        if (fieldEnd - field < Long.BYTES) {
          throw error(here, "a zip64 field with the sizes", "none");
        }
        sizes[i] = file.get(LONG, field);
        field += Long.BYTES;
      }
      if (sizes[i] < 0) {
        throw error(here, "sizes below 2^63", Long.toUnsignedString(sizes[i]));
      }
    }
    return sizes;
  }

  private String name(long at, int bytes) throws ModelFormatException {
    ByteBuffer name = file.asSlice(at, bytes).asByteBuffer();
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(name).toString();
    } catch (CharacterCodingException broken) {
      throw Unicode.error(WHAT, place.offset(at), broken);
    }
  }

  /** Entries that share data are how small archives grow without end. */
  private void checkOverlaps(List<long[]> ranges) throws ModelFormatException {
    ranges.sort(Comparator.comparingLong(range -> range[0]));
    for (int i = 1; i < ranges.size(); i++) {
      if (ranges.get(i)[0] < ranges.get(i - 1)[1]) {
        throw error(
            place.offset(ranges.get(i)[0]),
            "an entry behind the one before, which ends at " + ranges.get(i - 1)[1],
            "an overlap");
      }
    }
  }
}
