package io.kefu.ai.prompt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;

/** Which prompts are used, and how we speak. */
@ConfigMapping(prefix = "kefu.ai.prompt")
public interface PromptConfig {

  /** Version of {@code prompts/answer-….txt}. */
  @WithDefault("v2")
  String answerVersion();

  /** Version of {@code prompts/rewrite-….txt}. */
  @WithDefault("v1")
  String rewriteVersion();

  /** Version of {@code prompts/form-….txt}. */
  @WithDefault("v1")
  String formVersion();

  /** Version of {@code prompts/summary-….txt}. */
  @WithDefault("v1")
  String summaryVersion();

  /** How we speak, unless a tenant has a style of its own. */
  @WithDefault("语气亲切、简洁、专业，称呼客户为“您”，不用表情符号。")
  String style();

  /** Styles by tenant. */
  Map<String, String> tenantStyles();

  /** Longest answer in characters, whatever the caller allows (domain.md §5). */
  @WithDefault("400")
  int maxCharacters();

  /** Evidence handed to a model, in tokens as {@link TokenEstimate} counts them. */
  @WithDefault("600")
  int evidenceTokens();

  /** Earlier lines handed to a model, newest kept. */
  @WithDefault("6")
  int historyLines();
}
