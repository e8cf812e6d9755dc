package io.kefu.message.document;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Reads what people write as JSON: strictly, with bounds, and with the place of a mistake. */
public final class Documents {

  /** Longest document in bytes. */
  public static final int MOST_BYTES = 1 << 20;

  private static final int DEEPEST = 20;
  private static final int LONGEST_TEXT = 100_000;
  private static final int LONGEST_NUMBER = 40;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxStringLength(LONGEST_TEXT)
                          .maxNumberLength(LONGEST_NUMBER)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Documents() {}

  /**
   * The document's tree.
   *
   * @throws DocumentRefused for anything that is no JSON, with line and column
   */
  public static JsonNode parse(byte[] text) {
    if (text == null || text.length == 0) {
      throw refused(null, "the document is empty", "send a JSON body");
    }
    if (text.length > MOST_BYTES) {
      throw refused(null, "the document is longer than " + MOST_BYTES + " bytes", "split it");
    }
    try (JsonParser parser = JSON.getFactory().createParser(text)) {
      JsonNode node = JSON.readTree(parser);
      if (node == null || node.isMissingNode()) {
        throw refused(null, "the document is empty", "send a JSON body");
      }
      if (parser.nextToken() != null) {
        throw refused(parser.currentLocation(), "something follows the document", "remove it");
      }
      return node;
    } catch (JacksonException e) {
      throw refused(e.getLocation(), "not JSON: " + firstLine(e.getOriginalMessage()), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same for a text, for instance one of our own resources. */
  public static JsonNode parse(String text) {
    return parse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static DocumentRefused refused(JsonLocation at, String message, String hint) {
    boolean known = at != null && at.getLineNr() > 0;
    return new DocumentRefused(
        List.of(
            new Fault(
                "",
                known ? at.getLineNr() : null,
                known ? at.getColumnNr() : null,
                message,
                hint)));
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    return line.length() <= 200 ? line : line.substring(0, 200);
  }
}
