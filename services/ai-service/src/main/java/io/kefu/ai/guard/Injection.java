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
          of(
              "(忽略|无视|忘记|忘掉|不要理会|不用管|别管|抛开|抛弃|跳过|绕过|覆盖|清除|取消|解除|违反|停止遵守).{0,12}(指令|指示|提示词?|规则|规定|设定|限制|要求|命令|约束|身份|角色)"),
          of("(系统|初始|原始|隐藏|内部).{0,4}(提示词|指令|prompt|设定)"),
          of("(输出|打印|显示|告诉我|重复|复述|翻译|泄露|透露|说出).{0,12}(提示词|指令|system|prompt|上面的(内容|文字|话)|以上内容)"),
          of(
              "(你现在是|从现在(开始|起)你?(是|就是|扮演|必须|要|只)|假装(你)?是|请?扮演|角色扮演|开发者模式|管理员模式|调试模式|越狱|上帝模式|(新的|最新)(指令|系统指令|规则)(是|:|如下))"),
          of("(你|您)(的)?(身份|角色|人设|任务|职责)(现在|已|已经)?(是|变|改|更新|切换)"),
          of("(我是|这是|来自)(你的|系统)(开发者|管理员|创造者|主人|老板|消息|指令|通知)"),
          of(
              "(ignore|disregard|forget|override|bypass|skip|drop|discard).{0,40}(instruction|prompt|rule|above|previous|prior|system|guideline|constraint)"),
          of(
              "new (instruction|system prompt|rule)s?\\s*:|from now on,?"
                  + " (you|answer|reply|respond)"),
          of(
              "(reveal|show|print|repeat|output|leak).{0,40}(system prompt|your"
                  + " prompt|instruction|hidden)"),
          of(
              "you are now |act as (a|an|if) |pretend (to be|you)|jailbreak|developer mode|do"
                  + " anything now|\\bdan mode\\b"),
          of("(^|\\n)\\s*(system|assistant|user|developer)\\s*[:：]"),
          of("<\\|?(im_start|im_end|system|endoftext|assistant)\\|?>|\\[/?inst\\]|<</?sys>>"),
          of("</?\\s*(资料|对话|问题|规则)\\s*>"),
          of("(必须|只能|直接)回(答|复)[\"“「'].{1,40}[\"”」']"));

  /** The same with signs or blanks put between the letters. */
  private static final List<Pattern> HIDDEN =
      List.of(
          of(
              "(忽略|无视|忘记|忘掉|绕过|覆盖)(?:之前|以上|上面|前面|所有|全部|一切|你的|的|系统|这些|任何){1,6}(指令|指示|提示词|规则|设定|限制|命令|约束)"),
          of(
              "(ignore|disregard|forget)(all|any|the|your|previous|prior|above|earlier|of){1,5}(instruction|prompt|rule)"),
          of("(输出|打印|显示|告诉我|泄露|透露)(?:你的|完整|全部|系统|内部|初始|原始|隐藏){1,5}(提示词|指令|systemprompt)"));

  /** What no knowledge entry has a reason to say. */
  private static final List<Pattern> IN_MATERIAL =
      List.of(
          of(
              "(忽略|无视|忘记|忘掉|不要理会|抛开|绕过|覆盖).{0,8}(之前|以上|上面|前面|所有|全部|系统|其他|其它|你的).{0,8}(指令|指示|提示词|规则|设定|资料|命令)"),
          of(
              "(系统提示词|system"
                  + " prompt|你现在是|从现在(开始|起)你|假装你是|(ai|大?模型|机器人|助手|客服助理)(请|必须|应当|需要|要|务必).{0,12}(回答|回复|告诉|告知|输出|承诺|说))"),
          of(
              "(ignore|disregard|forget|override).{0,40}(instruction|prompt|rule|above|previous|prior)"),
          of("(^|\\n)\\s*(system|assistant|developer)\\s*:"),
          of("<\\|?(im_start|im_end|system|endoftext|assistant)\\|?>|\\[/?inst\\]|<</?sys>>"),
          of("</?\\s*(资料|对话|问题|规则)\\s*>"));

  private Injection() {}

  /** Whether the text gives the model orders. */
  public static boolean in(String text) {
    String folded = Folding.fold(text);
    String bare = Folding.bare(text);
    return PATTERNS.stream().anyMatch(pattern -> pattern.matcher(folded).find())
        || HIDDEN.stream().anyMatch(pattern -> pattern.matcher(bare).find());
  }

  /**
   * Whether a knowledge entry gives a model orders. Such an entry was smuggled in by whoever wrote
   * the document: no model reads it, and no customer gets it word for word.
   */
  public static boolean inMaterial(String text) {
    String folded = Folding.fold(text);
    String bare = Folding.bare(text);
    return IN_MATERIAL.stream().anyMatch(pattern -> pattern.matcher(folded).find())
        || HIDDEN.stream().anyMatch(pattern -> pattern.matcher(bare).find());
  }

  private static Pattern of(String regex) {
    return Pattern.compile(regex);
  }
}
