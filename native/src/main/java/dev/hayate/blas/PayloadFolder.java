package dev.hayate.blas;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * Where the payload's libraries are kept, so that the system can load them: the folder that {@code
 * -Dhayate.openblas.folder=DIR} names, else {@code hayate/openblas} in the user's cache ({@code
 * XDG_CACHE_HOME}, or {@code .cache} in the home folder), else a folder of the user's own in {@code
 * java.io.tmpdir}.
 *
 * <p>It belongs to the user, and nobody else may write there; otherwise it is refused. Files that
 * are found are compared with the jar before they are used. New ones are written under a name of
 * their own and then renamed, so any number of JVMs may start at once. What a JVM left behind that
 * died while it wrote is removed by the next one that starts: each holds a lock on what it writes,
 * and a lock ends with its process.
 */
final class PayloadFolder {
  /** The system property that names the folder. */
  static final String PROPERTY = "hayate.openblas.folder";

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final String PART = ".part";

  /** Another JVM may take an unfinished file for one left behind, until its lock is held. */
  private static final int TRIES = 5;

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Path folder;

  private PayloadFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * The folder by the setting, or the first of the usual ones that can be had.
   *
   * @throws UnusableException if there is none; it tells of every one that was tried
   */
  static PayloadFolder choose() throws UnusableException {
    String given = System.getProperty(PROPERTY, "");
    try {
      return of(given.isEmpty() ? usual() : List.of(Path.of(given)));
    } catch (InvalidPathException e) {
      throw new UnusableException("-D" + PROPERTY + " is not a path: " + e.getMessage());
    }
  }

  /** The first of some folders that can be had. */
  static PayloadFolder of(List<Path> folders) throws UnusableException {
    List<String> failures = new ArrayList<>();
    for (Path folder : folders) {
      try {
        return new PayloadFolder(own(folder.toAbsolutePath()));
      } catch (IOException e) {
        failures.add(folder + ": " + e);
      }
    }
    throw new UnusableException(
        "the natives of org.bytedeco:openblas have no folder to be copied into: "
            + String.join("; ", failures)
            + "; -D"
            + PROPERTY
            + "=DIR names one");
  }

  private static List<Path> usual() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path home =
        cache != null && Path.of(cache).isAbsolute()
            ? Path.of(cache)
            : Path.of(System.getProperty("user.home"), ".cache");
    String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9_.-]", "_");
    return List.of(
        home.resolve("hayate").resolve("openblas"),
        Path.of(System.getProperty("java.io.tmpdir"), "hayate-openblas-" + user));
  }

  /** Makes a folder that is the user's own, or makes sure that it is. */
  private static Path own(Path folder) throws IOException {
    Path parent = folder.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      Files.createDirectory(folder, OWNER_ONLY);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    } catch (UnsupportedOperationException e) {
      throw new IOException("expected a file system that keeps owners", e);
    }
    Path real = folder.toRealPath();
    PosixFileAttributes found = Files.readAttributes(real, PosixFileAttributes.class);
    if (!found.owner().equals(Files.getOwner(Path.of("/proc/self")))) {
      throw new IOException("expected a folder of this user, found one of " + found.owner());
    }
    if (found.permissions().contains(PosixFilePermission.GROUP_WRITE)
        || found.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IOException(
          "expected a folder that only its owner may write to, found "
              + PosixFilePermissions.toString(found.permissions()));
    }
    return real;
  }

  /**
   * Puts every file of a payload into a folder by the payload's content.
   *
   * @return the files, in the order of the entries
   */
  List<Path> place(List<Payload.Entry> entries) throws UnusableException {
    try {
      Path versions = own(folder.resolve(key(entries)));
      removeLeftovers(versions);
      List<Path> files = new ArrayList<>();
      for (Payload.Entry entry : entries) {
        Path file = versions.resolve(entry.name());
        if (!matches(file, entry)) {
          extract(entry, file);
        }
        files.add(file);
      }
      return files;
    } catch (IOException e) {
      throw new UnusableException(
          "the natives of org.bytedeco:openblas cannot be copied into "
              + folder
              + ": "
              + e
              + "; -D"
              + PROPERTY
              + "=DIR names another folder");
    }
  }

  /** Differs for payloads that differ. */
  private static String key(List<Payload.Entry> entries) {
    long key = 1;
    for (Payload.Entry entry : entries) {
      key = 31 * (31 * key + entry.crc()) + entry.size();
    }
    return String.format("%016x", key);
  }

  /** Whether a file is there and holds what the jar holds. */
  private static boolean matches(Path file, Payload.Entry entry) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != entry.size()) {
      return false;
    }
    CRC32 crc = new CRC32();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
      while (channel.read(buffer) >= 0) {
        crc.update(buffer.flip());
        buffer.clear();
      }
    }
    return crc.getValue() == entry.crc();
  }

  private static void extract(Payload.Entry entry, Path file) throws IOException {
    for (int left = TRIES; ; left--) {
      try {
        write(entry, file);
        return;
      } catch (NoSuchFileException e) {
        if (left == 1) {
          throw e;
        }
      }
    }
  }

  private static void write(Payload.Entry entry, Path file) throws IOException {
    Path part =
        file.resolveSibling(
            entry.name()
                + "."
                + ProcessHandle.current().pid()
                + "-"
                + COUNT.incrementAndGet()
                + PART);
    CRC32 crc = new CRC32();
    try (FileChannel channel =
            FileChannel.open(
                part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY);
        FileLock lock = channel.lock();
        InputStream bytes = new CheckedInputStream(entry.url().openStream(), crc)) {
      long size = bytes.transferTo(Channels.newOutputStream(channel));
      if (!lock.isValid() || size != entry.size() || crc.getValue() != entry.crc()) {
        throw new IOException(entry.url() + " does not hold what its jar says");
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Removes unfinished files that nobody is writing. */
  private static void removeLeftovers(Path folder) throws IOException {
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "*" + PART)) {
      for (Path part : parts) {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock()) {
          if (lock != null) {
            Files.deleteIfExists(part);
          }
        } catch (NoSuchFileException | OverlappingFileLockException justFinished) {
          // Its writer has finished, or is another class loader of this JVM.
        }
      }
    }
  }
}
