package io.kefu.ai.guard;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Recognises what is no answer to a customer: errors, code, reasoning aloud, talk about itself or
 * its instructions. Pure.
 */
public final class RawText {

  private static final List<Pattern> PATTERNS =
      List.of(
          of("</?(think|thinking|thought|reasoning|analysis)\\b"),
          of(
              "^\\s*(thinking process|thought process|let me think|let's think|okay, so|okay, the user|the user (is|asks|wants))"),
          of("^\\s*(思考过程|推理过程|分析过程|思路)\\s*[:：]"),
          of("让我(来)?(想想|分析|看看|思考)|我需要(先)?(分析|思考|查看资料)"),
          of(
              "exception\\b|\\b(traceback|stack ?trace|segfault|internal server error|bad gateway|gateway timeout)\\b"),
          of(
              "\\b(http|error|status|code)\\s*[:=]?\\s*[45]\\d{2}\\b|\\b(rate limit|quota) exceeded|too many requests"),
          of("^\\s*[\\[{]\\s*\"|\"(error|choices|role)\"\\s*:"),
          of("\\bat [a-z_]+(\\.[a-z_$0-9]+)+\\([a-z0-9_]+\\.java"),
          of("```|<\\|?(im_start|im_end|endoftext)\\|?>"),
          of("作为(一个|一名)?(ai|人工智能|语言模型|大模型)|as an ai\\b|我是(一个|由).{0,12}(语言模型|大模型|训练)"),
          of("(根据|按照)(您|你)?(的)?(系统)?(提示词|指令)|no_answer"));

  /** Whoever speaks about the customer does not speak to the customer. */
  private static final Pattern ABOUT_THE_CUSTOMER =
      of("^\\s*(好的|嗯)?[，,。]?\\s*(用户|客户)(问的?是|想知道|的问题是|在问|询问)");

  private RawText() {}

  /** Whether the text must not reach a customer as it is. */
  public static boolean is(String text) {
    return isMachinery(text) || ABOUT_THE_CUSTOMER.matcher(Folding.fold(text)).find();
  }

  /**
   * Whether the text shows thoughts or errors of a machine. A note about the conversation may speak
   * about the customer, but not that.
   */
  public static boolean isMachinery(String text) {
    String folded = Folding.fold(text);
    return PATTERNS.stream().anyMatch(pattern -> pattern.matcher(folded).find());
  }

  private static Pattern of(String regex) {
    return Pattern.compile(regex);
  }
}
