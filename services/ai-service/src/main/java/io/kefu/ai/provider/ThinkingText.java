package io.kefu.ai.provider;

import java.util.regex.Pattern;

/** Removes what a model thought aloud inside its answer. Pure. */
public final class ThinkingText {

  private static final String NAMES = "think|thinking|thought|reasoning|reflection|analysis";
  private static final Pattern BLOCK =
      Pattern.compile("<(" + NAMES + ")\\b[^>]*>.*?</\\1\\s*>", flags());
  private static final Pattern UNCLOSED = Pattern.compile("<(" + NAMES + ")\\b[^>]*>.*", flags());

  /** Some servers send only the end mark, the begin mark being part of the prompt. */
  private static final Pattern UNOPENED = Pattern.compile("^.*</(" + NAMES + ")\\s*>", flags());

  private ThinkingText() {}

  /** The answer alone; blank when there was nothing but thinking. */
  public static String strip(String text) {
    String rest = BLOCK.matcher(text).replaceAll("");
    rest = UNOPENED.matcher(rest).replaceAll("");
    return UNCLOSED.matcher(rest).replaceAll("").strip();
  }

  private static int flags() {
    return Pattern.DOTALL | Pattern.CASE_INSENSITIVE;
  }
}
