package io.kefu.ai.form;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The triggers that have a form (domain.md §4). */
public enum FormLabel {
  /** 售前: an inquiry. */
  PRE_SALES("售前询价"),
  /** 售后: a ticket. */
  AFTER_SALES("售后工单"),
  /** 客户开发: a lead. */
  BUSINESS_DEVELOPMENT("客户开发线索");

  private final String title;

  FormLabel(String title) {
    this.title = title;
  }

  /** Its name for people. */
  public String title() {
    return title;
  }

  /** Stable code on the wire: {@code pre_sales}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The label of a code. */
  public static Optional<FormLabel> of(String code) {
    return Arrays.stream(values()).filter(label -> label.code().equals(code)).findFirst();
  }

  /** The schema of tenants without their own. */
  String defaultSchema() {
    String name = "forms/" + code() + ".schema.json";
    try (InputStream file = FormLabel.class.getClassLoader().getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("there is no " + name);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
