package dev.hayate.nn.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The bytes of a safetensors file. */
final class SafeTensorsWriter implements AtomicFile.Content {
  private static final int ALIGNMENT = 8;

  /** The format's own limit. */
  static final int MAX_HEADER_BYTES = 100_000_000;

  private static final Comparator<String> BY_UTF8 =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private final List<Map.Entry<String, StoredArray>> tensors;
  private final Map<String, String> metadata;

  SafeTensorsWriter(Map<String, StoredArray> tensors, Map<String, String> metadata) {
    tensors.keySet().forEach(SafeTensorsWriter::checkText);
    metadata.forEach(
        (key, value) -> {
          checkText(key);
          checkText(value);
        });
    if (tensors.containsKey(SafeTensors.METADATA)) {
      throw new IllegalArgumentException("no tensor can be called " + SafeTensors.METADATA);
    }
    this.tensors = new ArrayList<>(tensors.entrySet());
    this.tensors.sort(
        Comparator.comparing((Map.Entry<String, StoredArray> entry) -> entry.getValue().type())
            .reversed()
            .thenComparing(Map.Entry::getKey, BY_UTF8));
    this.metadata = metadata;
  }

  private static void checkText(String text) {
    if (Unicode.hasLoneSurrogate(text)) {
      throw new IllegalArgumentException(Place.quote(text) + " has half of a surrogate pair");
    }
  }

  @Override
  public void writeTo(WritableByteChannel channel) throws IOException {
    byte[] header = header();
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    AtomicFile.writeFully(channel, length.putLong(header.length).flip());
    AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
    for (Map.Entry<String, StoredArray> entry : tensors) {
      entry.getValue().toLittleEndian().write(channel);
    }
  }

  private byte[] header() throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      Map<String, String> texts = new LinkedHashMap<>();
      List<String> keys = new ArrayList<>(metadata.keySet());
      keys.sort(BY_UTF8);
      for (String key : keys) {
        texts.put(key, metadata.get(key));
      }
      members.put(SafeTensors.METADATA, texts);
    }
    long offset = 0;
    for (Map.Entry<String, StoredArray> entry : tensors) {
      StoredArray tensor = entry.getValue();
      long end = offset + tensor.data().byteSize();
      Map<String, Object> parts = new LinkedHashMap<>();
      parts.put("dtype", tensor.type().name());
      parts.put("shape", Arrays.stream(tensor.shape().dims()).boxed().toList());
      parts.put("data_offsets", List.of(offset, end));
      members.put(entry.getKey(), parts);
      offset = end;
    }
    byte[] text = Json.write(members).getBytes(StandardCharsets.UTF_8);
    byte[] header = Arrays.copyOf(text, (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    Arrays.fill(header, text.length, header.length, (byte) ' ');
    if (header.length > MAX_HEADER_BYTES) {
      throw new IOException(
          "safetensors header: " + header.length + " bytes, the format allows " + MAX_HEADER_BYTES);
    }
    return header;
  }
}
