package dev.hayate.nn.format;

import com.google.gson.stream.JsonToken;
import dev.hayate.kernels.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
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
    long allowed = Math.min(limits.headerBytes(), SafeTensorsWriter.MAX_HEADER_BYTES);
    long most = Math.min(allowed, fileBytes - LENGTH_BYTES);
    if (length < 2 || length > most) {
      throw new ModelFormatException(
          "safetensors header length",
          place.offset(0),
          length > allowed
              ? "at most " + allowed
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
    JsonText json = new JsonText(text(channel, (int) length), WHAT, place, limits);
    try {
      parseHeader(json);
    } catch (IOException thrown) {
      throw json.error(thrown);
    }
  }

  private String text(FileChannel channel, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    FileBytes.read(channel, bytes, LENGTH_BYTES);
    if (bytes.get(0) != '{') {
      throw error(place.offset(LENGTH_BYTES), "a { that begins a JSON object", "something else");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException broken) {
      throw Unicode.error(WHAT, place, broken);
    }
  }

  private void parseHeader(JsonText json) throws IOException {
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      if (name.equals(SafeTensors.METADATA)) {
        parseMetadata(json);
      } else {
        if (entries.size() == limits.tensors()) {
          throw error(place.key(name), "at most " + limits.tensors() + " tensors", "more");
        }
        entries.add(parseEntry(json, name));
      }
    }
    json.endObject();
    json.end("valid JSON with nothing but spaces after the object");
  }

  private void parseMetadata(JsonText json) throws IOException {
    Place here = place.key(SafeTensors.METADATA);
    expect(json, JsonToken.BEGIN_OBJECT, here, "an object of texts");
    json.beginObject();
    while (json.hasNext()) {
      String key = json.nextName();
      if (metadata.size() == limits.tensors()) {
        throw error(here, "at most " + limits.tensors() + " texts", "more");
      }
      expect(json, JsonToken.STRING, here, "texts only");
      metadata.put(key, json.nextString());
    }
    json.endObject();
  }

  private Entry parseEntry(JsonText json, String name) throws IOException {
    Place here = place.key(name);
    expect(json, JsonToken.BEGIN_OBJECT, here, "{dtype, shape, data_offsets}");
    json.beginObject();
    String type = "";
    List<Long> dims = List.of();
    List<Long> offsets = List.of();
    int seen = 0;
    while (json.hasNext()) {
      String member = json.nextName();
      seen++;
      switch (member) {
        case "dtype" -> {
          expect(json, JsonToken.STRING, here, "dtype as a text");
          type = json.nextString();
        }
        case "shape" -> dims = parseNumbers(json, here, "shape", Shape.MAX_RANK);
        case "data_offsets" -> offsets = parseNumbers(json, here, "data_offsets", 2);
        default -> throw error(here, "dtype, shape and data_offsets only", Place.quote(member));
      }
    }
    json.endObject();
    if (seen != 3) {
      throw error(here, "dtype, shape and data_offsets", seen + " of them");
    }
    if (offsets.size() != 2) {
      throw error(here, "two data_offsets", Integer.toString(offsets.size()));
    }
    return entry(name, typeOf(type, here), dims, offsets.get(0), offsets.get(1));
  }

  private List<Long> parseNumbers(JsonText json, Place here, String member, int most)
      throws IOException {
    if (json.peek() != JsonToken.BEGIN_ARRAY) {
      throw error(here, member + " as an array of numbers", found(json));
    }
    json.beginArray();
    List<Long> numbers = new ArrayList<>(2);
    while (json.hasNext()) {
      if (numbers.size() == most) {
        throw error(here, member + " of at most " + most + " numbers", "more");
      }
      if (json.peek() != JsonToken.NUMBER) {
        throw notWhole(here, member, found(json));
      }
      String number = json.nextString();
      OptionalLong whole = JsonText.whole(number);
      if (whole.isEmpty() || number.startsWith("-")) {
        throw notWhole(here, member, Place.quote(number));
      }
      numbers.add(whole.getAsLong());
    }
    json.endArray();
    return numbers;
  }

  private static ModelFormatException notWhole(Place here, String member, String found) {
    return error(here, member + " of whole numbers from 0 to " + Long.MAX_VALUE, found);
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

  private static void expect(JsonText json, JsonToken wanted, Place here, String expected)
      throws IOException {
    if (json.peek() != wanted) {
      throw error(here, expected, found(json));
    }
  }

  private static String found(JsonText json) throws IOException {
    JsonToken token = json.peek();
    return switch (token) {
      case BEGIN_ARRAY -> "an array";
      case BEGIN_OBJECT -> "an object";
      case STRING, NUMBER -> Place.quote(json.nextString());
      case BOOLEAN -> Place.quote(Boolean.toString(json.nextBoolean()));
      case NULL -> Place.quote("null");
      case NAME, END_OBJECT, END_ARRAY, END_DOCUMENT ->
          throw new IllegalStateException("no value begins with " + token);
    };
  }
}
