package io.kefu.rag.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kefu.rag.text.TextNormalizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BgeSmallZhTest {

  /** Texts with the ids and first vector values that the reference implementation gives. */
  private static final Path REFERENCE =
      Path.of("src/test/resources/io/kefu/rag/embedding/reference.tsv");

  private static BgeSmallZh model;

  @BeforeAll
  static void load() {
    model = new BgeSmallZh(1);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void tokensAndVectorsEqualTheReferenceImplementation() throws IOException {
    List<String> lines = Files.readAllLines(REFERENCE);

    assertThat(lines)
        .hasSizeGreaterThan(20)
        .allSatisfy(
            line -> {
              String[] columns = line.split("\t");
              assertThat(model.tokens(columns[0])).isEqualTo(numbers(columns[1]));
              float[] vector = model.embed(columns[0]);
              String[] expected = columns[2].split(" ");
              for (int i = 0; i < expected.length; i++) {
                assertThat(vector[i]).isCloseTo(Float.parseFloat(expected[i]), within(0.01f));
              }
            });
  }

  @Test
  void vectorsHaveLengthOneAndLikeTextsAreNear() {
    float[] warranty = embed("充电桩保修多久");
    float[] guarantee = embed("充电桩的质保期是几年");
    float[] weather = embed("今天天气怎么样");

    assertThat(dot(warranty, warranty)).isCloseTo(1, within(1e-4));
    assertThat(dot(warranty, guarantee)).isGreaterThan(dot(warranty, weather) + 0.2);
  }

  @Test
  void brandsAreToldApartBecauseTextIsLowerCasedFirst() {
    float[] oppo = embed("OPPO");
    float[] qq = embed("QQ");

    assertThat(dot(oppo, qq)).isLessThan(0.99);
  }

  @Test
  void textBeyondTheModelsLimitIsCutAndNoError() {
    assertThat(embed("很长的文本。".repeat(500))).hasSize(512);
    assertThat(embed("")).hasSize(512);
  }

  private static float[] embed(String text) {
    return model.embed(TextNormalizer.normalize(text));
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static long[] numbers(String list) {
    return Arrays.stream(list.split(" ")).mapToLong(Long::parseLong).toArray();
  }
}
