package io.kefu.agent.wechat.selector;

import io.kefu.agent.json.BadJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A selector file's content.
 *
 * @param version grows with each change, 1 or more
 * @param v39 WeChat 3.9
 * @param v4 WeChat 4
 */
public record Selectors(long version, ClientSelectors v39, ClientSelectors v4) {

  private static final String SHIPPED = "selectors.json";

  /** Those that came with this build. */
  public static Selectors shipped() {
    try (InputStream in = Selectors.class.getResourceAsStream(SHIPPED)) {
      return SelectorFile.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException | BadJson e) {
      throw new IllegalStateException("this build has no readable selectors", e);
    }
  }
}
