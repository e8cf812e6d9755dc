package io.kefu.ai.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThinkingTextTest {

  private static final String ANSWER = "整机质保 2 年[1]。";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<think>想</think>" + ANSWER,
        "<THINK lang='zh'>\n想\n</THINK >\n\n" + ANSWER,
        "想一想</think>" + ANSWER,
        "<think>一<think>二</think>三</think>" + ANSWER,
        "<think>一</think><think>二</think>" + ANSWER,
        "<thinking>想</thinking>" + ANSWER,
        "<reasoning>想</reasoning>" + ANSWER,
        "<seed:think>想</seed:think>" + ANSWER,
        "<antThinking>想</antThinking>" + ANSWER,
        "<scratchpad>想</scratchpad>" + ANSWER,
        "＜think＞想＜/think＞" + ANSWER,
        "◁think▷想◁/think▷" + ANSWER,
        "[思考]想[/思考]" + ANSWER,
        "【思考】想【/思考】" + ANSWER,
        "&lt;think&gt;想&lt;/think&gt;" + ANSWER,
        "<|begin_of_thought|>想<|end_of_thought|>" + ANSWER,
        "```thinking\n想\n```\n" + ANSWER,
        "思考过程：客户问质保\n\n答案：" + ANSWER,
        "**推理过程**：客户问质保\n**最终回答**：" + ANSWER,
        "Reasoning: the customer asks\nFinal answer: " + ANSWER,
        "Thought process: hm\nAnswer: x\nFinal Answer: " + ANSWER,
        "<think>电压<220V，电流>1A</think>" + ANSWER
      })
  void onlyTheAnswerIsLeft(String text) {
    assertThat(ThinkingText.strip(text)).isEqualTo(ANSWER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<think>想",
        "<think>一<think>二</think>三",
        "想</think>",
        "<think></think>",
        "```thinking\n想",
        "思考过程：客户问质保，所以是两年",
        "Reasoning: two years"
      })
  void thinkingAloneIsNothing(String text) {
    assertThat(ThinkingText.strip(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"电压<220V 时请断电[1]。", "分析仪的质保为 2 年[1]。", "思考题见说明书[1]。", "回复“1”确认[1]。"})
  void plainTextStays(String text) {
    assertThat(ThinkingText.strip(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<think>想</think>" + ANSWER,
        "<think>一<think>二</think>三</think>" + ANSWER,
        "<seed:think>想</seed:think>\n" + ANSWER,
        "◁think▷想◁/think▷" + ANSWER,
        "【思考】想【/思考】" + ANSWER,
        "```thinking\n想\n```\n" + ANSWER,
        "思考过程：客户问质保\n\n答案：" + ANSWER,
        "Reasoning: the customer asks\nFinal answer: " + ANSWER,
        ANSWER
      })
  void noBorderOfPiecesLetsThinkingThrough(String text) {
    for (int size = 1; size <= text.length(); size++) {
      List<String> told = new ArrayList<>();
      ThinkingFilter filter = new ThinkingFilter(told::add);

      for (int at = 0; at < text.length(); at += size) {
        filter.accept(text.substring(at, Math.min(text.length(), at + size)));
      }
      filter.end();

      assertThat(String.join("", told)).as("pieces of %d", size).isEqualTo(ANSWER);
    }
  }
}
