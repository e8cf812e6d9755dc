package io.kefu.agent;

import io.kefu.agent.doctor.Doctor;
import io.kefu.agent.doctor.TreeDump;
import io.kefu.agent.store.OwnerOnly;
import io.kefu.agent.wechat.layout.Client;
import io.kefu.agent.wechat.selector.SelectorStore;
import io.kefu.agent.wechat.selector.Selectors;
import io.kefu.agent.wechat.ui.UiNode;
import io.kefu.agent.wechat.window.HabitStore;
import io.kefu.agent.wechat.window.OpenPorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** {@code doctor} and {@code dump}: they look at WeChat, touch nothing and need no gateway. */
final class LookCommands {

  private LookCommands() {}

  /** Prints what was found; false when the agent could not work. */
  static boolean doctor(OpenPorts ports, Settings settings) throws IOException, BadConfig {
    Path home = settings.home();
    HabitStore habits = HabitStore.open(home, settings.habits());
    OpenPorts.Opened opened = ports.open();
    try {
      Doctor.Findings findings =
          Doctor.examine(
              opened.tree(),
              opened.desktop(),
              SelectorStore.open(home).current(),
              habits.current());
      System.out.print(findings.text());
      return findings.healthy();
    } finally {
      opened.close().run();
    }
  }

  /** Writes the tree, texts masked, into {@code dump.txt} of the home folder. */
  static void dump(OpenPorts ports, Settings settings) throws IOException, BadConfig {
    Path home = settings.home();
    Selectors selectors = SelectorStore.open(home).current();
    OpenPorts.Opened opened = ports.open();
    try {
      Client client = Client.find(opened.desktop().windows(), opened.tree(), selectors);
      UiNode root =
          client
              .root()
              .orElseThrow(
                  () ->
                      new IOException(
                          "WeChat is " + client.status() + ": there is no tree to save"));
      OwnerOnly.folder(home);
      Path file = home.resolve("dump.txt");
      String head = "status " + client.status() + ", selectors " + selectors.version() + "\n";
      OwnerOnly.replace(
          file, (head + new TreeDump(selectors).of(root)).getBytes(StandardCharsets.UTF_8));
      System.out.println(file + ": names and texts are masked; read it before you send it");
    } finally {
      opened.close().run();
    }
  }
}
