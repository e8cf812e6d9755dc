package io.kefu.ai.tenant;

import io.kefu.ai.provider.ProviderChange;
import io.kefu.ai.provider.ProviderKind;
import io.kefu.ai.tenant.TenantSettings.Budget;
import io.kefu.ai.tenant.TenantSettingsConfig.Addresses;
import io.kefu.chassis.problem.Problem.FieldError;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Finds all that is wrong with a tenant's settings, each fault at its field. */
final class TenantSettingsCheck {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  /** What may stand in a header. */
  private static final Pattern HEADER = Pattern.compile("[!-~]*");

  private static final List<String> OURS =
      List.of(
          "model",
          "messages",
          "system",
          "stream",
          "max_tokens",
          "max_completion_tokens",
          "response_format",
          "tools");
  private static final int MOST_PROVIDERS = 20;
  private static final int MOST_STYLE_CHARACTERS = 300;
  private static final int MOST_TEXT_CHARACTERS = 200;

  private final List<FieldError> errors = new ArrayList<>();
  private final Addresses addresses;
  private final Predicate<String> callable;

  /**
   * A check.
   *
   * @param callable whether the installation has a provider of that name with model and address
   */
  TenantSettingsCheck(Addresses addresses, Predicate<String> callable) {
    this.addresses = addresses;
    this.callable = callable;
  }

  List<FieldError> errors(TenantSettings settings) {
    if (settings.order() != null) {
      if (new HashSet<>(settings.order()).size() < settings.order().size()) {
        fault("order", "must name each provider once");
      }
      for (int i = 0; i < settings.order().size(); i++) {
        String name = settings.order().get(i);
        ProviderChange own = settings.providers().get(name);
        if (!callable.test(name) && !isWhole(own)) {
          fault("order[" + i + "]", "is no provider with a model and an address");
        }
      }
    }
    if (settings.providers().size() > MOST_PROVIDERS) {
      fault("providers", "must not exceed " + MOST_PROVIDERS);
    }
    settings.providers().forEach(this::provider);
    if (settings.style() != null
        && (settings.style().isBlank() || settings.style().length() > MOST_STYLE_CHARACTERS)) {
      fault("style", "must be a sentence of at most " + MOST_STYLE_CHARACTERS + " characters");
    }
    if (settings.budget() != null) {
      budget(settings.budget());
    }
    return errors;
  }

  private static boolean isWhole(ProviderChange own) {
    return own != null
        && own.model() != null
        && (own.baseUrl() != null || own.kind() != null && own.kind().baseUrl() != null);
  }

  private void provider(String name, ProviderChange provider) {
    String at = "providers." + name;
    if (!NAME.matcher(name).matches()) {
      fault(at, "must be small letters, digits and -");
    }
    text(at + ".model", provider.model());
    text(at + ".app_id", provider.appId());
    if (provider.appId() != null && !HEADER.matcher(provider.appId().strip()).matches()) {
      fault(at + ".app_id", "must be letters, digits and signs without spaces");
    }
    if (provider.baseUrl() != null) {
      address(at + ".base_url", provider.baseUrl());
    } else if (provider.kind() == ProviderKind.OLLAMA && addresses != Addresses.ANY) {
      fault(at + ".base_url", "is needed");
    }
    between(at + ".timeout_ms", provider.timeoutMs(), 100, 120_000);
    between(at + ".max_output_tokens", provider.maxOutputTokens(), 16, 8_000);
    if (provider.temperature() != null
        && !(provider.temperature() >= 0 && provider.temperature() <= 2)) {
      fault(at + ".temperature", "must be between 0 and 2");
    }
    if (provider.parameters() != null
        && provider.parameters().keySet().stream().anyMatch(OURS::contains)) {
      fault(at + ".parameters", "must not name what has a setting of its own: " + OURS);
    }
    price(at + ".price_in", provider.priceIn());
    price(at + ".price_out", provider.priceOut());
  }

  private void budget(Budget budget) {
    if (budget.zone() != null) {
      try {
        ZoneId.of(budget.zone());
      } catch (DateTimeException e) {
        fault("budget.zone", "must be a time zone such as Asia/Shanghai");
      }
    }
    if (budget.dailyTokens() != null && budget.dailyTokens() < 0) {
      fault("budget.daily_tokens", "must not be negative");
    }
    price("budget.daily_cost", budget.dailyCost());
  }

  private void address(String at, String text) {
    if (addresses == Addresses.NONE) {
      fault(at, "cannot be set here: the installation allows its own addresses alone");
      return;
    }
    URI uri;
    try {
      uri = URI.create(text.strip());
    } catch (IllegalArgumentException e) {
      fault(at, "must be an address such as https://models.example/v1");
      return;
    }
    boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    if (!web
        || uri.getHost() == null
        || uri.getUserInfo() != null
        || uri.getQuery() != null
        || uri.getFragment() != null) {
      fault(at, "must be an address such as https://models.example/v1");
    } else if (addresses == Addresses.PUBLIC
        && !("https".equals(uri.getScheme()) && isPublic(uri.getHost()))) {
      fault(at, "must be behind https on the public Internet");
    }
  }

  /** Whether a name leads to public addresses alone; asks the name service. */
  static boolean isPublic(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        boolean carrier = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        if (address.isAnyLocalAddress()
            || address.isLoopbackAddress()
            || address.isLinkLocalAddress()
            || address.isSiteLocalAddress()
            || address.isMulticastAddress()
            || uniqueLocal
            || carrier) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private void text(String at, String text) {
    if (text != null && (text.isBlank() || text.length() > MOST_TEXT_CHARACTERS)) {
      fault(at, "must be 1 to " + MOST_TEXT_CHARACTERS + " characters");
    }
  }

  private void between(String at, Integer number, int least, int most) {
    if (number != null && (number < least || number > most)) {
      fault(at, "must be between " + least + " and " + most);
    }
  }

  private void price(String at, BigDecimal amount) {
    if (amount != null && amount.signum() < 0) {
      fault(at, "must not be negative");
    }
  }

  private void fault(String field, String message) {
    errors.add(new FieldError(field, message));
  }
}
