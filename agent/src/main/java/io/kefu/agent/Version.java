package io.kefu.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The version of this build. */
final class Version {

  static final String OF_THIS_BUILD = read();

  private Version() {}

  private static String read() {
    try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
      String text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.replaceFirst("(?s).*version=(\\S+).*", "$1");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
