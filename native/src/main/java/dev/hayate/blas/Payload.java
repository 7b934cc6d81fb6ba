package dev.hayate.blas;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * The natives of {@code org.bytedeco:openblas}, as they lie in its jar. The jar is enough: none of
 * the Java libraries that it asks for is used.
 */
final class Payload {
  /** The platform whose natives are known here, as the jar's classifier. */
  static final String PLATFORM = "linux-x86_64";

  private static final String FOLDER = "org/bytedeco/openblas/" + PLATFORM + "/";

  /** In the order of loading: each one before those that need it, OpenBLAS last. */
  private static final List<String> FILES =
      List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0");

  /**
   * A file in the jar.
   *
   * @param size in bytes
   * @param crc the checksum that zip files keep
   */
  record Entry(String name, URL url, long size, long crc) {}

  private final List<Entry> entries;

  private Payload(List<Entry> entries) {
    this.entries = entries;
  }

  /**
   * The payload on the class path.
   *
   * @throws UnusableException if there is none
   */
  static Payload find() throws UnusableException {
    return find(Payload.class.getClassLoader());
  }

  static Payload find(ClassLoader loader) throws UnusableException {
    String platform = System.getProperty("os.name") + "-" + System.getProperty("os.arch");
    if (!platform.equals("Linux-amd64")) {
      throw new UnusableException(
          "the natives of org.bytedeco:openblas are used on " + PLATFORM + ", not on " + platform);
    }
    List<Entry> entries = new ArrayList<>();
    for (String name : FILES) {
      URL url = loader.getResource(FOLDER + name);
      if (url == null) {
        throw new UnusableException(
            "org.bytedeco:openblas for "
                + PLATFORM
                + " is not on the class path: no resource "
                + FOLDER
                + name);
      }
      entries.add(entry(name, url));
    }
    return new Payload(entries);
  }

  private static Entry entry(String name, URL url) throws UnusableException {
    try {
      URLConnection connection = url.openConnection();
      if (connection instanceof JarURLConnection jar && jar.getJarEntry().getCrc() >= 0) {
        return new Entry(name, url, jar.getJarEntry().getSize(), jar.getJarEntry().getCrc());
      }
      CRC32 crc = new CRC32();
      try (InputStream bytes = new CheckedInputStream(connection.getInputStream(), crc)) {
        long size = bytes.transferTo(OutputStream.nullOutputStream());
        return new Entry(name, url, size, crc.getValue());
      }
    } catch (IOException e) {
      throw new UnusableException(url + " cannot be read: " + e);
    }
  }

  /** The files, in the order of loading. */
  List<Entry> entries() {
    return entries;
  }

  /**
   * Copies the files to where the system can load them from, unless they are there, and loads them.
   */
  @SuppressWarnings("restricted")
  Library open() throws UnusableException {
    List<Path> files = PayloadFolder.choose().place(entries);
    for (Path file : files.subList(0, files.size() - 1)) {
      try {
        System.load(file.toString());
      } catch (UnsatisfiedLinkError e) {
        throw new UnusableException(LibraryFile.explain(file, e));
      }
    }
    Path library = files.getLast();
    return Library.open(library, library.toString(), "");
  }
}
