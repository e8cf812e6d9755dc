package io.kefu.agent.wine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The window of fake_wechat.exe: told by lines, tells by lines. */
final class FakeWeChatWindow {

  private final Process process;
  private final Writer in;
  private final List<String> events = new CopyOnWriteArrayList<>();

  FakeWeChatWindow(Process process) {
    this.process = process;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, "fake-wechat");
    reader.setDaemon(true);
    reader.start();
  }

  void tell(String... parts) throws IOException {
    in.write(String.join("\t", parts) + "\n");
    in.flush();
  }

  /** Events of a kind, as {@code chat:text}. */
  List<String> events(String kind) {
    return events.stream()
        .filter(line -> line.startsWith(kind + "\t"))
        .map(line -> line.split("\t", -1))
        .map(parts -> parts[1] + ":" + parts[2])
        .toList();
  }

  /** Kills it. */
  void close() throws Exception {
    process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
  }

  private void read() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        events.add(line);
      }
    } catch (IOException e) {
      events.add("gone\t\t");
    }
  }
}
