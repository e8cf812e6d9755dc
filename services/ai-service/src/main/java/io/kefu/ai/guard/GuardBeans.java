package io.kefu.ai.guard;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes the guards from the configuration and the built-in words. */
@ApplicationScoped
public class GuardBeans {

  private static final String WORDS = "guard/sensitive-words.txt";

  @Produces
  @Singleton
  Guards guards(GuardConfig config) {
    return new Guards(config, builtInWords());
  }

  static List<String> builtInWords() {
    try (InputStream file = GuardBeans.class.getClassLoader().getResourceAsStream(WORDS)) {
      if (file == null) {
        throw new IllegalStateException("there is no " + WORDS);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
