package io.kefu.message.rules;

import io.kefu.message.settings.Settings;

/**
 * Everything a tenant decides by, of one moment: a decision uses one from its beginning to its end.
 * Immutable.
 *
 * @param tenantId whose
 * @param rulesVersion version of the tenant's rules; 0 before the first change
 * @param settingsVersion version of the tenant's settings; 0 before the first change
 * @param settings the settings
 * @param rules the rules, shipped ones included
 */
public record TenantPolicy(
    String tenantId, long rulesVersion, long settingsVersion, Settings settings, RuleSet rules) {

  private static final long RULES_STEP = 1_000_000_000L;
  private static final long SETTINGS_STEP = 1_000L;

  /**
   * Version of what agents hold: grows with every change of rules, settings (texts) or product. At
   * most 2^53 for nine million changes of rules.
   */
  public long localVersion() {
    return rulesVersion * RULES_STEP
        + (settingsVersion % (RULES_STEP / SETTINGS_STEP)) * SETTINGS_STEP
        + ShippedRules.VERSION;
  }
}
