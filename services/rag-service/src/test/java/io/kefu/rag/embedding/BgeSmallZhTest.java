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

  /** Without the delta: what is compared with the reference is the tokenizer and how it is run. */
  private static BgeSmallZh published;

  @BeforeAll
  static void load() {
    model = new BgeSmallZh(1);
    published = new BgeSmallZh(1, false);
  }

  @AfterAll
  static void close() {
    model.close();
    published.close();
  }

  @Test
  void tokensAndVectorsEqualTheReferenceImplementation() throws IOException {
    List<String> lines = Files.readAllLines(REFERENCE);

    assertThat(lines)
        .hasSizeGreaterThan(20)
        .allSatisfy(
            line -> {
              String[] columns = line.split("\t");
              assertThat(published.tokens(columns[0])).isEqualTo(numbers(columns[1]));
              float[] vector = published.vector(columns[0]);
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

  @Test
  void tokensOfATextAreItsOwnWithoutBeginningAndEnd() {
    String text = TextNormalizer.normalize("充电桩保修多久");

    Embedded embedded = model.embed(text);

    int tokens = model.tokens(text).length - 2;
    assertThat(embedded.tokens().size()).isEqualTo(tokens);
    assertThat(embedded.tokens().dimensions()).isPositive();
    assertThat(embedded.weights()).hasSize(tokens);
    assertThat(Arrays.stream(embedded.tokens().nearest(embedded.tokens())).min().orElse(0))
        .isCloseTo(1, within(0.05));
    assertThat(model.embed("").tokens().size()).isZero();
    assertThat(published.embed(text).tokens()).isSameAs(TokenVectors.NONE);
  }

  @Test
  void vectorIsTheSameWithAndWithoutTokens() {
    assertThat(model.vector("保修多久")).containsExactly(model.embed("保修多久").vector());
  }

  private static float[] embed(String text) {
    return model.vector(TextNormalizer.normalize(text));
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
