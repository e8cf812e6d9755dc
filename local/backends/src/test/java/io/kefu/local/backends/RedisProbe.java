package io.kefu.local.backends;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends one inline command to Redis. */
final class RedisProbe {

  private RedisProbe() {}

  /** The first line of the answer; for a bulk string, its content. */
  static String command(int port, String password, String command) throws IOException {
    try (var socket = new Socket("127.0.0.1", port);
        var in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket.setSoTimeout(5000);
      if (password != null) {
        write(socket, "AUTH " + password);
        if (!"+OK".equals(in.readLine())) {
          throw new AssertionError("login refused");
        }
      }
      write(socket, command);
      String first = in.readLine();
      return first.startsWith("$") && !first.equals("$-1") ? in.readLine() : first;
    }
  }

  private static void write(Socket socket, String line) throws IOException {
    socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
  }
}
