package io.kefu.gateway.limit;

import io.kefu.gateway.origin.ClientAddresses;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** Limits socket upgrades of one address, before a token is looked at. */
@ApplicationScoped
@Priority(10_000)
public class UpgradeLimit implements HttpUpgradeCheck {

  private final Limits limits;
  private final ClientAddresses addresses;

  UpgradeLimit(Limits limits, ClientAddresses addresses) {
    this.limits = limits;
    this.addresses = addresses;
  }

  @Override
  public Uni<CheckResult> perform(HttpUpgradeContext context) {
    if (!limits.enabled()) {
      return CheckResult.permitUpgrade();
    }
    return limits
        .take(Limits.Kind.UPGRADE, addresses.of(context.httpRequest()))
        .map(
            verdict ->
                verdict.admitted()
                    ? CheckResult.permitUpgradeSync()
                    : CheckResult.rejectUpgradeSync(
                        429, Map.of("Retry-After", List.of(Long.toString(verdict.waitSeconds())))));
  }
}
