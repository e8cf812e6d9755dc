package io.kefu.local.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagedProgramsTest {

  @TempDir Path root;

  @Test
  void fillsAFolderOnce() throws IOException {
    // Given
    UnpackFolder.unpack(root, "tool-1", folder -> Files.writeString(folder.resolve("a"), "1"));

    // When
    Path folder =
        UnpackFolder.unpack(
            root,
            "tool-1",
            again -> {
              throw new IOException("filled twice");
            });

    // Then
    assertThat(folder.resolve("a")).hasContent("1");
  }

  @Test
  void neverShowsAHalfFilledFolder() {
    // Given
    UnpackFolder.Filler failing =
        folder -> {
          Files.writeString(folder.resolve("a"), "half");
          throw new IOException("disk full");
        };

    // Then
    assertThatThrownBy(() -> UnpackFolder.unpack(root, "tool-2", failing))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("disk full");
    assertThat(root.resolve("tool-2")).doesNotExist();
    assertThat(
            UnpackFolder.unpack(
                root, "tool-2", folder -> Files.writeString(folder.resolve("b"), "whole")))
        .isDirectoryContaining("glob:**/b")
        .isDirectoryNotContaining("glob:**/a");
  }

  @Test
  void followsTheUsersChoiceOfFolder() {
    assertThat(UnpackFolder.root(Map.of("KEFU_UNPACK_DIR", "/x/y"), "/home/u"))
        .isEqualTo(Path.of("/x/y"));
    assertThat(UnpackFolder.root(Map.of("XDG_CACHE_HOME", "/cache"), "/home/u"))
        .isEqualTo(Path.of("/cache/kefu/programs"));
    assertThat(UnpackFolder.root(Map.of(), "/home/u"))
        .isEqualTo(Path.of("/home/u/.cache/kefu/programs"));
  }
}
