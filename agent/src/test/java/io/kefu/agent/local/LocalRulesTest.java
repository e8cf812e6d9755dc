package io.kefu.agent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRulesTest {

  private static final String SET =
      """
      {"version":7,"rules":[
       {"id":"greet","kind":"greeting","match":"normalised","phrases":["你好","在吗？"],"reply":"您好"},
       {"id":"addr","kind":"faq","match":"exact","phrases":["地址"],"reply":"渝北区"},
       {"id":"later","kind":"hologram","phrases":["x"],"reply":"y"},
       {"id":"off","kind":"offline","phrases":[],"reply":"稍后回复您"}]}
      """;

  @TempDir Path home;

  @Test
  void firstRuleThatMatchesAnswers() throws Exception {
    LocalRules rules = LocalRules.of(Json.read(SET));

    assertThat(rules.answering(" 你好！！").map(LocalRule::reply)).contains("您好");
    assertThat(rules.answering("在吗").map(LocalRule::reply)).contains("您好");
    assertThat(rules.answering("地址 ").map(LocalRule::reply)).contains("渝北区");
    assertThat(rules.answering("地址？")).isEmpty();
    assertThat(rules.answering("？？")).isEmpty();
    assertThat(rules.offline().map(LocalRule::reply)).contains("稍后回复您");
    assertThat(rules.rules()).extracting(LocalRule::id).containsExactly("greet", "addr", "off");
  }

  @Test
  void rulesSurviveARestartAndAreReplacedWhole() throws Exception {
    RuleBook book = RuleBook.open(home);
    book.update(Json.read(SET));

    RuleBook restarted = RuleBook.open(home);
    restarted.update(Json.read("{\"version\":8,\"rules\":[]}"));

    assertThat(book.version()).isEqualTo(7);
    assertThat(restarted.version()).isEqualTo(8);
    assertThat(restarted.size()).isZero();
  }

  @Test
  void badRulesChangeNothing() throws Exception {
    RuleBook book = RuleBook.open(home);
    book.update(Json.read(SET));

    assertThatThrownBy(() -> book.update(Json.read("{\"version\":9,\"rules\":[{\"id\":\"a\"}]}")))
        .isInstanceOf(BadJson.class)
        .hasMessageContaining("kind");
    assertThat(book.version()).isEqualTo(7);
  }
}
