package io.kefu.rag.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Brings a question that was typed in a chat nearer to written Chinese, which the embedding model
 * knows better and entries are written in: what people put around a question is cut out, and the
 * commonest ways of speaking are written out. What is left of a greeting alone stays as it is. Pure
 * and thread-safe.
 */
final class Colloquial {

  private static final Map<String, String> WRITTEN = new LinkedHashMap<>();
  private static final Set<String> CHATTER = new HashSet<>();
  private static final Pattern SAID;
  private static final Pattern PARTS =
      Pattern.compile("[^,，.。!！?？;；:：~～、\\s]+|[,，.。!！?？;；:：~～、\\s]+");

  /** "能充不", "有没?": a question without its particle. */
  private static final Pattern OPEN_NOT = Pattern.compile("(?<=[一-龥]{2})不(?=$|[?？,，。!！\\s])");

  private static final Pattern EDGE_MARKS = Pattern.compile("^[,，;；:：、~～\\s]+|[,，;；:：、~～\\s]+$");

  private static final Pattern OPEN_HAVE = Pattern.compile("有没(?=$|[?？,，。!！\\s])");
  private static final Pattern MULTIPLE_MARKS = Pattern.compile("([!！?？。~～])[!！?？。~～]+");

  static {
    lines(
        "colloquial.txt",
        line -> {
          String[] pair = line.split("\\s+");
          WRITTEN.put(pair[0], pair[1]);
        });
    lines("chatter.txt", line -> CHATTER.addAll(List.of(line.split("\\s+"))));
    List<String> said = new ArrayList<>(WRITTEN.keySet());
    said.sort((a, b) -> b.length() - a.length());
    SAID = Pattern.compile(said.stream().map(Pattern::quote).collect(Collectors.joining("|")));
  }

  private Colloquial() {}

  /** The question as it would be written. */
  static String written(String normalized) {
    String plain = MULTIPLE_MARKS.matcher(normalized).replaceAll("$1");
    plain = withoutChatter(plain);
    plain = OPEN_HAVE.matcher(plain).replaceAll("有没有");
    plain = SAID.matcher(plain).replaceAll(match -> WRITTEN.get(match.group()));
    return OPEN_NOT.matcher(plain).replaceAll("吗");
  }

  private static String withoutChatter(String text) {
    List<String> kept = new ArrayList<>();
    Matcher parts = PARTS.matcher(text);
    boolean dropped = false;
    while (parts.find()) {
      String part = parts.group();
      boolean mark = !Character.isLetterOrDigit(part.codePointAt(0)) && part.length() < 3;
      if (CHATTER.contains(part)) {
        dropped = true;
      } else if (!(mark && dropped)) {
        kept.add(part);
        dropped = false;
      } else {
        dropped = false;
      }
    }
    String rest = EDGE_MARKS.matcher(String.join("", kept)).replaceAll("");
    return rest.isEmpty() ? text : rest;
  }

  private static void lines(String name, Consumer<String> each) {
    try (InputStream in = Colloquial.class.getResourceAsStream(name);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          each.accept(line.strip());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
