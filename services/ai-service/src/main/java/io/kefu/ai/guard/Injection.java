package io.kefu.ai.guard;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Recognises a question that tries to give the model orders. Such a question is answered with the
 * knowledge entry itself, which no order can change. Pure.
 */
public final class Injection {

  private static final List<Pattern> PATTERNS =
      List.of(
          of("(忽略|无视|忘记|忘掉|不要理会|抛开|跳过|绕过|覆盖).{0,12}(指令|提示词?|规则|设定|限制|要求|命令|约束|身份)"),
          of("(系统|初始|原始|隐藏|内部).{0,4}(提示词|指令|prompt|设定)"),
          of("(输出|打印|显示|告诉我|重复|复述|翻译|泄露|透露|说出).{0,12}(提示词|指令|system|prompt|上面的(内容|文字|话)|以上内容)"),
          of("(你现在是|从现在(开始|起)你?(是|就是|扮演)|假装(你)?是|请?扮演|角色扮演|开发者模式|管理员模式|越狱|上帝模式)"),
          of(
              "(ignore|disregard|forget|override|bypass).{0,40}(instruction|prompt|rule|above|previous|prior|system)"),
          of(
              "(reveal|show|print|repeat|output|leak).{0,40}(system prompt|your prompt|instruction|hidden)"),
          of(
              "you are now |act as (a|an|if) |pretend (to be|you)|jailbreak|developer mode|do anything now|\\bdan mode\\b"),
          of("(^|\\n)\\s*(system|assistant|user|developer)\\s*[:：]"),
          of("<\\|?(im_start|im_end|system|endoftext|assistant)\\|?>|\\[/?inst\\]|<</?sys>>"),
          of("</?\\s*(资料|对话|问题|规则)\\s*>"),
          of("(必须|只能|直接)回(答|复)[\"“「'].{1,40}[\"”」']"));

  private Injection() {}

  /** Whether the text gives the model orders. */
  public static boolean in(String text) {
    String folded = Folding.fold(text);
    return PATTERNS.stream().anyMatch(pattern -> pattern.matcher(folded).find());
  }

  private static Pattern of(String regex) {
    return Pattern.compile(regex);
  }
}
