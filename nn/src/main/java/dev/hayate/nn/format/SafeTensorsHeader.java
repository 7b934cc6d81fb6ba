package dev.hayate.nn.format;

import dev.hayate.kernels.Shape;
import dev.hayate.nn.format.JsonReader.Token;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.SequencedMap;

/** The checked header of a safetensors file: after {@link #read} every range can be trusted. */
final class SafeTensorsHeader {
  /** A tensor's name, type, shape and range of bytes from the beginning of the data. */
  record Entry(String name, ElementType type, Shape shape, long begin, long end)
      implements Comparable<Entry> {
    /** By where it begins, then by where it ends. */
    @Override
    public int compareTo(Entry other) {
      return begin == other.begin ? Long.compare(end, other.end) : Long.compare(begin, other.begin);
    }
  }

  private static final String WHAT = "safetensors header";
  private static final int LENGTH_BYTES = 8;

  private final Place place;
  private final ReadLimits limits;
  private final long dataOffset;
  private final long dataBytes;
  private final SequencedMap<String, String> metadata = new LinkedHashMap<>();
  private final List<Entry> entries = new ArrayList<>();

  private SafeTensorsHeader(Path file, ReadLimits limits, long dataOffset, long dataBytes) {
    this.place = Place.in(file);
    this.limits = limits;
    this.dataOffset = dataOffset;
    this.dataBytes = dataBytes;
  }

  /** Where the data begins in the file. */
  long dataOffset() {
    return dataOffset;
  }

  /** How long the data is. */
  long dataBytes() {
    return dataBytes;
  }

  SequencedMap<String, String> metadata() {
    return metadata;
  }

  /** In the order of the header. */
  List<Entry> entries() {
    return entries;
  }

  static SafeTensorsHeader read(Path file, FileChannel channel, ReadLimits limits)
      throws IOException {
    long fileBytes = channel.size();
    Place place = Place.in(file);
    if (fileBytes < LENGTH_BYTES) {
      throw new ModelFormatException(
          "safetensors file", place, "at least " + LENGTH_BYTES + " bytes", fileBytes + " bytes");
    }
    ByteBuffer prefix = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    FileBytes.read(channel, prefix, 0);
    long length = prefix.flip().getLong();
    long most = Math.min(limits.headerBytes(), fileBytes - LENGTH_BYTES);
    if (length < 2 || length > most) {
      throw new ModelFormatException(
          "safetensors header length",
          place.offset(0),
          length > limits.headerBytes()
              ? "at most " + limits.headerBytes()
              : "2 to " + (fileBytes - LENGTH_BYTES) + " as the file is " + fileBytes + " bytes",
          Long.toUnsignedString(length));
    }
    SafeTensorsHeader header =
        new SafeTensorsHeader(
            file, limits, LENGTH_BYTES + length, fileBytes - LENGTH_BYTES - length);
    header.parse(channel, length);
    header.checkCover();
    return header;
  }

  private void parse(FileChannel channel, long length) throws IOException {
    channel.position(LENGTH_BYTES);
    InputStream stream = new Bounded(Channels.newInputStream(channel), length);
    InputStreamReader text =
        new InputStreamReader(
            stream,
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    try {
      parseHeader(new JsonReader(text, WHAT, place, limits));
    } catch (CharacterCodingException broken) {
      throw Unicode.error(WHAT, place, broken);
    }
  }

  private void parseHeader(JsonReader reader) throws IOException {
    if (reader.next() != Token.BEGIN_OBJECT || reader.begin() != 0) {
      throw error(place.offset(LENGTH_BYTES), "a { that begins a JSON object", "something else");
    }
    while (reader.next() == Token.NAME) {
      String name = reader.text();
      if (name.equals(SafeTensors.METADATA)) {
        parseMetadata(reader);
      } else {
        if (entries.size() == limits.tensors()) {
          throw error(place.key(name), "at most " + limits.tensors() + " tensors", "more");
        }
        entries.add(parseEntry(reader, name));
      }
    }
    Token after = reader.next();
    if (after != Token.END) {
      throw error(place, "nothing but spaces after the JSON object", found(reader, after));
    }
  }

  private void parseMetadata(JsonReader reader) throws IOException {
    Place here = place.key(SafeTensors.METADATA);
    expect(reader, reader.next(), Token.BEGIN_OBJECT, here, "an object of texts");
    while (reader.next() == Token.NAME) {
      String key = reader.text();
      if (metadata.size() == limits.tensors()) {
        throw error(here, "at most " + limits.tensors() + " texts", "more");
      }
      expect(reader, reader.next(), Token.TEXT, here, "texts only");
      metadata.put(key, reader.text());
    }
  }

  private Entry parseEntry(JsonReader reader, String name) throws IOException {
    Place here = place.key(name);
    expect(reader, reader.next(), Token.BEGIN_OBJECT, here, "{dtype, shape, data_offsets}");
    String type = "";
    List<Long> dims = List.of();
    List<Long> offsets = List.of();
    int seen = 0;
    while (reader.next() == Token.NAME) {
      String member = reader.text();
      seen++;
      switch (member) {
        case "dtype" -> {
          expect(reader, reader.next(), Token.TEXT, here, "dtype as a text");
          type = reader.text();
        }
        case "shape" -> dims = parseNumbers(reader, here, "shape", Shape.MAX_RANK);
        case "data_offsets" -> offsets = parseNumbers(reader, here, "data_offsets", 2);
        default -> throw error(here, "dtype, shape and data_offsets only", Place.quote(member));
      }
    }
    if (seen != 3) {
      throw error(here, "dtype, shape and data_offsets", seen + " of them");
    }
    if (offsets.size() != 2) {
      throw error(here, "two data_offsets", Integer.toString(offsets.size()));
    }
    return entry(name, typeOf(type, here), dims, offsets.get(0), offsets.get(1));
  }

  private List<Long> parseNumbers(JsonReader reader, Place here, String member, int most)
      throws IOException {
    expect(reader, reader.next(), Token.BEGIN_ARRAY, here, member + " as an array of numbers");
    List<Long> numbers = new ArrayList<>(2);
    for (Token token = reader.next(); token != Token.END_ARRAY; token = reader.next()) {
      if (numbers.size() == most) {
        throw error(here, member + " of at most " + most + " numbers", "more");
      }
      OptionalLong number = token == Token.NUMBER ? reader.whole() : OptionalLong.empty();
      if (number.isEmpty() || reader.text().startsWith("-")) {
        throw error(
            here, member + " of whole numbers from 0 to " + Long.MAX_VALUE, found(reader, token));
      }
      numbers.add(number.getAsLong());
    }
    return numbers;
  }

  private ElementType typeOf(String name, Place here) throws ModelFormatException {
    for (ElementType type : ElementType.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw error(here, "a dtype of " + List.of(ElementType.values()), Place.quote(name));
  }

  private Entry entry(String name, ElementType type, List<Long> dims, long begin, long end)
      throws ModelFormatException {
    Place here = place.key(name);
    Shape shape = Dims.shape(WHAT, here, dims);
    if (begin > end || end > dataBytes) {
      throw error(
          here,
          "data_offsets that rise and end by " + dataBytes + ", the end of the data",
          "[" + begin + ", " + end + "]");
    }
    // No overflow: a shape has at most Long.MAX_VALUE / 8 elements, of at most 8 bytes.
    long needed = shape.size() * type.bytes();
    if (end - begin != needed) {
      throw error(
          here,
          "data_offsets of " + needed + " bytes for " + type + " " + shape,
          "[" + begin + ", " + end + "], " + (end - begin) + " bytes");
    }
    return new Entry(name, type, shape, begin, end);
  }

  /** The ranges must cover the data from its beginning to its end, each byte once. */
  private void checkCover() throws ModelFormatException {
    List<Entry> sorted = new ArrayList<>(entries);
    Collections.sort(sorted);
    long covered = 0;
    for (Entry entry : sorted) {
      if (entry.begin() != covered) {
        throw error(
            place.offset(dataOffset + covered).key(entry.name()),
            "data that begins at " + covered + ", where the one before it ends",
            entry.begin() < covered
                ? "an overlap: it begins at " + entry.begin()
                : "a hole: it begins at " + entry.begin());
      }
      covered = entry.end();
    }
    if (covered != dataBytes) {
      throw error(
          place.offset(dataOffset + covered),
          covered + " bytes of data, which all tensors need",
          dataBytes + " bytes");
    }
  }

  private static ModelFormatException error(Place place, String expected, String found) {
    return new ModelFormatException(WHAT, place, expected, found);
  }

  private static void expect(
      JsonReader reader, Token token, Token wanted, Place here, String expected)
      throws ModelFormatException {
    if (token != wanted) {
      throw error(here, expected, found(reader, token));
    }
  }

  private static String found(JsonReader reader, Token token) {
    return switch (token) {
      case BEGIN_ARRAY -> "an array";
      case BEGIN_OBJECT -> "an object";
      case END -> "the end of the header";
      default -> Place.quote(reader.text());
    };
  }

  /** The first bytes of a stream. Closing it leaves the stream open. */
  private static final class Bounded extends InputStream {
    private final InputStream stream;
    private long left;

    Bounded(InputStream stream, long bytes) {
      this.stream = stream;
      this.left = bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = stream.read(to, from, (int) Math.min(length, left));
      left -= Math.max(count, 0);
      return count;
    }
  }
}
