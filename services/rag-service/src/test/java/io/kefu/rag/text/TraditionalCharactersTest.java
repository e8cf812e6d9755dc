package io.kefu.rag.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.houbb.opencc4j.util.ZhConverterUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TraditionalCharactersTest {

  @Test
  void phrasesComeBeforeCharacters() {
    assertThat(TraditionalCharacters.simplify("不瞭解充電樁E03報警，上鍊")).isEqualTo("不了解充电桩E03报警，上链");
  }

  @Test
  void isEqualToTheLibraryOnWhatPeopleWrite() throws IOException {
    List<String> lines;
    try (Stream<Path> files = Files.list(Path.of("../../local/demo/knowledge"))) {
      lines = files.flatMap(TraditionalCharactersTest::lines).toList();
    }

    assertThat(lines)
        .hasSizeGreaterThan(100)
        .allSatisfy(
            line -> {
              String traditional = ZhConverterUtil.toTraditional(line);
              assertThat(TraditionalCharacters.simplify(traditional))
                  .isEqualTo(ZhConverterUtil.toSimple(traditional));
              assertThat(TraditionalCharacters.simplify(line))
                  .isEqualTo(ZhConverterUtil.toSimple(line));
            });
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
