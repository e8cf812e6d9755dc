package io.kefu.ai.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One version of a prompt: an instruction and a user's part with {@code {{places}}}. Filled in one
 * pass, so that a place's text can hold no place; our own marks in it are made harmless. Immutable.
 */
public final class Template {

  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z_]+)}}");
  private static final Pattern OWN_MARK =
      Pattern.compile("<(/?\\s*(?:资料|对话|问题|表单|前情))", Pattern.CASE_INSENSITIVE);
  private static final String DIVIDER = "\n=====\n";

  private final String id;
  private final String system;
  private final String user;

  private Template(String id, String system, String user) {
    this.id = id;
    this.system = system;
    this.user = user;
  }

  /**
   * Reads a version.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Template load(String name, String version) {
    String id = name + "-" + version;
    if (!version.matches("[a-z0-9.]{1,20}")) {
      throw new IllegalArgumentException("no prompt of version " + version);
    }
    try (InputStream file =
        Template.class.getClassLoader().getResourceAsStream("prompts/" + id + ".txt")) {
      if (file == null) {
        throw new IllegalArgumentException("there is no prompt prompts/" + id + ".txt");
      }
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
      int divider = text.indexOf(DIVIDER);
      if (divider < 0) {
        throw new IllegalArgumentException("prompt " + id + " has no line of =====");
      }
      return new Template(
          id,
          text.substring(0, divider).strip(),
          text.substring(divider + DIVIDER.length()).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Name and version, for logs and records. */
  public String id() {
    return id;
  }

  /** The instruction, filled. */
  public String system(Map<String, String> places) {
    return fill(system, places);
  }

  /** The user's part, filled. */
  public String user(Map<String, String> places) {
    return fill(user, places);
  }

  private String fill(String text, Map<String, String> places) {
    return PLACE
        .matcher(text)
        .replaceAll(
            place -> {
              String value = places.get(place.group(1));
              if (value == null) {
                throw new IllegalArgumentException(
                    "prompt " + id + " has an unknown place " + place.group(1));
              }
              return Matcher.quoteReplacement(harmless(value));
            });
  }

  private static String harmless(String value) {
    return OWN_MARK.matcher(value).replaceAll("＜$1");
  }
}
