package io.kefu.ai.guard;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises what is no answer to a customer: errors, code, reasoning aloud, talk about itself or
 * its instructions. What the evidence itself says (an error code, a message on a screen) is none.
 * Pure.
 */
public final class RawText {

  private static final String THINKING =
      "thinking( process)?|thought( process)?s?|reasoning|chain of"
          + " thought|analysis|scratchpad|reflection|思考(过程|步骤)?|推理(过程|步骤)?|分析(过程|步骤)?|思路|内心独白|草稿";

  private static final List<Pattern> PATTERNS =
      List.of(
          // Thinking.
          of(
              "[<◁]\\s*\\|?\\s*/?\\s*(?:[a-z]+:)?(think|thinking|thought|reasoning|analysis|reflection|scratchpad|antthinking|思考|推理)"),
          of(
              "&lt;\\s*/?\\s*think|\\[\\s*/?\\s*(think|thinking|思考|推理)\\s*\\]|【\\s*/?\\s*(思考|推理|分析)(过程)?\\s*】"),
          of("(?m)^[\\s*#>_\\[【(]*(" + THINKING + ")[\\s*_\\]】)]*(:|$)"),
          of(
              "^\\s*(let me (think|see|check)|let's (think|see)|okay, (so|the user|let)|ok,"
                  + " so|hmm|first, (i|let)|the user (is|asks|wants))"),
          of(
              "\\b(the user (is asking|asks|wants|said)|i (need|should|have) to"
                  + " (answer|respond|check|say))\\b"),
          of("让我(来)?(先)?(想想|想一想|分析|看看|思考|梳理|理一下)|我(需要|应该|得)(先)?(分析|思考|查看资料|判断|回答用户|根据资料|引用)"),
          of("(首先|接下来|那么)[，,]?(我)?(需要|应该|要)?(先)?(分析|理解|确认)(一下)?(用户|客户|问题)"),
          of("(用户|客户)(的)?(问题|提问|意图)(是|在于|涉及)"),
          // Errors.
          of(
              "[a-z]*(exception|error)\\s*[:(]|\\b[a-z.]+exception\\b|\\b(traceback|stack"
                  + " ?trace|segfault|segmentation fault|internal server error|bad gateway|gateway"
                  + " timeout|service unavailable|connection (refused|reset|timed out)|read timed"
                  + " out|econn[a-z]+|sqlstate|ora-\\d{5}|errno)\\b"),
          of(
              "\\b(http|error|status|code)\\s*(code)?\\s*[:=]?\\s*[45]\\d{2}\\b|\\b(rate"
                  + " ?limit|quota|context length) ?(exceeded|reached)|too many"
                  + " requests|insufficient[_ ](quota|balance)|invalid[_ ]api[_ ]key|unauthorized"),
          of(
              "(服务器|系统|接口|模型|网络|请求|调用|连接|上游)(内部|返回|响应|发生|出现|了)*(异常|错误|超时|失败|报错|过载|繁忙|限流)|请求过于频繁|余额不足|无法连接(到)?服务"),
          of(
              "\\[object object\\]|\\b(undefined|nan|nonetype|null"
                  + " pointer|nullpointer)\\b|^\\s*(null|none)\\s*$"),
          of("\\bat [a-z_]+(\\.[a-z_$0-9]+)+\\([a-z0-9_]+\\.java|\\bfile \"[^\"]+\", line \\d+"),
          // Machine formats.
          of(
              "^\\s*[\\[{]\\s*[\"']|[{\\[,]\\s*[\"'][a-z0-9_\\u4e00-\\u9fa5"
                  + " ]{1,40}[\"']\\s*:|\"(error|choices|role)\"\\s*:"),
          of(
              "```|<\\|?(im_start|im_end|endoftext|eot_id|channel|message|start|end|assistant|system|user)\\|?>|\\[/?inst\\]"),
          of(
              "</?(html|body|div|span|p|br|script|style|head|title|tool_call|function|answer)\\b[^>]*>|</?(资料|对话|问题|规则)[^>]*>|<!doctype"),
          of("\\{\\{[^}]*}}|\\$\\{[^}]*}"),
          // Itself and its instructions.
          of(
              "作为(一个|一名|一款|一位)?[^，。,]{0,6}(ai|人工智能|语言模型|大模型)|as an? (ai|language"
                  + " model|artificial)|我(只)?是(一个|一款|一名|由|个)?[^，。,]{0,12}(语言模型|大模型|ai|人工智能|训练|机器人程序)"),
          of(
              "我的训练数据|知识截止|截至我的|i('m| am) (sorry|unable)|i (cannot|can't|can not)"
                  + " (assist|help|provide|answer)"),
          of(
              "(根据|按照|依据)(您|你|我)?(的)?(系统)?(提示词|提示|指令|规则|设定|要求)[，,：:]|no_answer|(系统|内部)(提示词|指令)|system"
                  + " prompt"),
          of(
              "deepseek|chatgpt|\\bgpt-?\\d|\\bclaude\\b|\\bgemini\\b|通义千问|\\bqwen|文心一言|\\bernie\\b|\\bkimi\\b|moonshot|智谱|chatglm|\\bllama\\b|openai|anthropic"));

  /** Whoever speaks about the customer does not speak to the customer. */
  private static final Pattern ABOUT_THE_CUSTOMER =
      of("^\\s*(好的|嗯)?[，,。]?\\s*(用户|客户)(问的?是|想知道|的问题是|在问|询问)");

  private RawText() {}

  /** Whether the text must not reach a customer as it is. */
  public static boolean is(String text) {
    return is(text, "");
  }

  /**
   * The same beside its evidence.
   *
   * @param evidence what it rests on: words of its own are no machinery
   */
  public static boolean is(String text, String evidence) {
    return isMachinery(text, evidence) || ABOUT_THE_CUSTOMER.matcher(Folding.fold(text)).find();
  }

  /**
   * Whether the text shows thoughts or errors of a machine. A note about the conversation may speak
   * about the customer, but not that.
   */
  public static boolean isMachinery(String text) {
    return isMachinery(text, "");
  }

  private static boolean isMachinery(String text, String evidence) {
    String folded = Folding.fold(text);
    String known = Folding.fold(evidence);
    return PATTERNS.stream()
        .anyMatch(pattern -> unknown(pattern.matcher(folded), known).isPresent());
  }

  private static Optional<String> unknown(Matcher found, String known) {
    while (found.find()) {
      String words = found.group().strip();
      if (words.isEmpty() || !known.contains(words)) {
        return Optional.of(words);
      }
    }
    return Optional.empty();
  }

  private static Pattern of(String regex) {
    return Pattern.compile(regex);
  }
}
