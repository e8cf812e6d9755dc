package io.kefu.rag.extract;

import io.kefu.rag.extract.Extractor.Limits;
import io.kefu.rag.extract.Extractor.RejectedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Refuses archives that grow without measure, before anything is made of them: what counts is what
 * really comes out, not what the archive says of itself.
 */
final class ZipGuard {

  private static final int MAX_ENTRIES = 5_000;
  private static final int BUFFER = 1 << 16;

  private ZipGuard() {}

  static void check(Path file, Limits limits) throws IOException, RejectedFile {
    byte[] buffer = new byte[BUFFER];
    long unpacked = 0;
    int entries = 0;
    try (InputStream raw = Files.newInputStream(file);
        ZipInputStream in = new ZipInputStream(raw)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries++;
        int read = in.read(buffer);
        while (read > 0) {
          unpacked += read;
          if (unpacked > limits.unpackedBytes() || entries > MAX_ENTRIES) {
            throw new RejectedFile(
                "file_too_large_unpacked",
                "Unpacked it is larger than "
                    + (limits.unpackedBytes() >> 20)
                    + " MB; remove its pictures or split it.");
          }
          read = in.read(buffer);
        }
      }
    } catch (ZipException e) {
      throw new RejectedFile("file_damaged", "The file is damaged; save it anew.");
    }
  }
}
