package io.kefu.gateway.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.apache.tika.Tika;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;

/** What a file is, by its first bytes; its name only tells kinds of one container apart. */
final class FileType {

  private static final MediaTypeRegistry TYPES = MediaTypeRegistry.getDefaultRegistry();

  private final Tika tika = new Tika();
  private final Set<String> allowed;

  FileType(Set<String> allowed) {
    this.allowed = Set.copyOf(allowed);
  }

  /** The type of a file. */
  String detect(Path file, String name) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return tika.detect(in, name);
    }
  }

  /**
   * What is wrong with a type; empty when the file may come in.
   *
   * @param detected by its bytes
   * @param declared by its sender; null or {@code application/octet-stream} for "see for yourself"
   */
  Optional<String> refuse(String detected, String declared) {
    if (!allowed.contains(detected)) {
      return Optional.of("Files of type " + detected + " are not taken in.");
    }
    MediaType said = declared == null ? null : MediaType.parse(declared);
    if (said == null || said.getBaseType().equals(MediaType.OCTET_STREAM)) {
      return Optional.empty();
    }
    MediaType claimed = TYPES.normalize(said.getBaseType());
    MediaType found = TYPES.normalize(MediaType.parse(detected));
    boolean fits =
        claimed.equals(found)
            || TYPES.isSpecializationOf(found, claimed)
            || found.equals(MediaType.TEXT_PLAIN) && claimed.getType().equals("text")
            || TYPES.isSpecializationOf(claimed, found);
    return fits
        ? Optional.empty()
        : Optional.of("The file is not what it is said to be: it is " + detected + ".");
  }
}
