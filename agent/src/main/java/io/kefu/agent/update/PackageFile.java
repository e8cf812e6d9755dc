package io.kefu.agent.update;

import io.kefu.agent.boot.Versions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/** A package on the disk: a zip with {@code kefu-agent.jar} in it. */
final class PackageFile {

  private static final int CHUNK = 64 * 1024;
  private static final int MAX_ENTRIES = 100;

  /** The program has three megabytes; what unpacks to more is none of ours. */
  private static final long MAX_BYTES = 96L * 1024 * 1024;

  private static final String BUILD = "io/kefu/agent/build.properties";

  private PackageFile() {}

  /** Its hash, lower-case hexadecimal. */
  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] chunk = new byte[CHUNK];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /**
   * Unpacks into a new folder; what is in it is on disk when this returns.
   *
   * @throws IOException when an entry leads out of the folder, there is too much, or no program
   */
  static void unpack(Path file, Path to) throws IOException {
    Files.createDirectories(to);
    long room = MAX_BYTES;
    int entries = 0;
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (++entries > MAX_ENTRIES) {
          throw new IOException("the package has more than " + MAX_ENTRIES + " files");
        }
        Path target = inside(to, entry.getName());
        if (!entry.isDirectory()) {
          Files.createDirectories(target.getParent());
          room -= copy(zip, target, room);
        }
      }
    } catch (ZipException e) {
      throw new IOException("the package is no zip file: " + e.getMessage(), e);
    }
    if (!Files.isRegularFile(to.resolve(Versions.JAR))) {
      throw new IOException("there is no " + Versions.JAR + " in the package");
    }
  }

  /** The version that a program says it is. */
  static String versionOf(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry build = zip.getEntry(BUILD);
      if (build == null) {
        throw new IOException(jar.getFileName() + " is no program of ours");
      }
      try (InputStream in = zip.getInputStream(build)) {
        String text = new String(in.readNBytes(CHUNK), StandardCharsets.UTF_8);
        return text.replaceFirst("(?s).*version=(\\S+).*", "$1");
      }
    } catch (ZipException e) {
      throw new IOException(jar.getFileName() + " is no jar file: " + e.getMessage(), e);
    }
  }

  private static Path inside(Path folder, String name) throws IOException {
    boolean plain = name.matches("[A-Za-z0-9._/-]{1,200}") && !name.startsWith("/");
    Path target = plain ? folder.resolve(name).normalize() : folder;
    if (!plain || !target.startsWith(folder) || target.equals(folder)) {
      throw new IOException("the package has a file with a name that is not allowed");
    }
    return target;
  }

  private static long copy(InputStream from, Path to, long most) throws IOException {
    long size = 0;
    byte[] chunk = new byte[CHUNK];
    try (OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
      for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
        size += read;
        if (size > most) {
          throw new IOException("the package unpacks to more than " + MAX_BYTES + " bytes");
        }
        out.write(chunk, 0, read);
      }
    }
    try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    return size;
  }
}
