package io.kefu.message.rules;

import io.kefu.message.document.Documents;
import io.kefu.message.document.Faults;
import io.kefu.message.document.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The rules that come with the product: the answer policy of domain.md §5, as data. A tenant can
 * override or disable each by its id; whoever did not gets the newer ones with the next release.
 */
public final class ShippedRules {

  /** Grows with every change of the file; part of what agents compare. At most 999. */
  public static final int VERSION = 3;

  /** Their ids begin so; a tenant's own must not. */
  public static final String PREFIX = "shipped.";

  /** They lie in this band of priorities: a tenant's own go before, between or after. */
  public static final int FIRST_PRIORITY = 1_000;

  /** The end of the band. */
  public static final int LAST_PRIORITY = 1_999;

  private static final String FILE = "/rules/shipped.json";

  private ShippedRules() {}

  /** The rules, compiled. */
  public static List<Rule> load(RuleReader reader, RuleLimits limits) {
    try (InputStream file = ShippedRules.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is missing from the class path");
      }
      Faults faults = new Faults();
      Part root = Part.of(Documents.parse(file.readAllBytes()), "", faults).orElseThrow();
      List<Rule> rules = reader.readAll(root.raw("rules"), "/rules", limits, faults);
      root.end();
      faults.throwIfAny();
      return rules;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
