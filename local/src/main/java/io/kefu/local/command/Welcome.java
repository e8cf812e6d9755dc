package io.kefu.local.command;

import io.kefu.local.console.Console;
import io.kefu.local.console.Console.Style;
import io.kefu.local.fleet.DemoErp;
import io.kefu.local.fleet.Fleet;
import io.kefu.local.fleet.FleetHome;

/** What a person needs to know once the fleet is healthy. */
final class Welcome {

  private final Console console;

  Welcome(Console console) {
    this.console = console;
  }

  void print(Fleet fleet) {
    FleetHome home = fleet.home();
    String gateway = fleet.gatewayUrl().toString();
    console.line("");
    fact("REST API", gateway + "/api/v1/health");
    fact("API pages", gateway + "/q/swagger-ui");
    fact("Agents", gateway.replaceFirst("^http", "ws") + "/ws/{agent_id}");
    fact(
        "Login",
        "tenant %s, user %s, password %s"
            .formatted(fleet.login().tenant(), fleet.login().username(), fleet.login().password()));
    fleet
        .erp()
        .ifPresent(
            erp ->
                fact(
                    "ERP",
                    "simulated 智邦国际, knows ./kefu chat --chat %s and order SO20261101"
                        .formatted(DemoErp.CUSTOMER)));
    fact("Logs", home.logs() + "/*.log");
    fact("State", home.path() + "  (./kefu up --fresh begins anew)");
    console.line("");
    console.line(
        "Ask something as a customer, from a second terminal: "
            + console.style(Style.CYAN, "./kefu chat"));
    console.line("Ctrl+C stops everything.");
  }

  private void fact(String name, String value) {
    console.line("  %-10s %s".formatted(name, console.style(Style.CYAN, value)));
  }
}
