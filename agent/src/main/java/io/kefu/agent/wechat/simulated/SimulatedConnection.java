package io.kefu.agent.wechat.simulated;

import io.kefu.agent.log.Log;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One visitor of the simulated WeChat: reads its lines, writes events to it. A visitor that does
 * not read is cut off, so that it cannot hold the agent back. Thread-safe.
 */
final class SimulatedConnection {

  private static final Log LOG = Log.of(SimulatedConnection.class);
  private static final int MAX_LINE = 256 * 1024;
  private static final int MAX_PENDING = 10_000;

  private static final int FLUSH_TRIES = 200;
  private static final long FLUSH_NANOS = 500_000;

  private final AtomicInteger unwritten = new AtomicInteger();
  private final Socket socket;
  private final BlockingQueue<String> pending = new ArrayBlockingQueue<>(MAX_PENDING);
  private final Thread writer = new Thread(this::writeLoop, "kefu-simulated-out");

  SimulatedConnection(Socket socket) {
    this.socket = socket;
    writer.setDaemon(true);
    writer.start();
  }

  void write(String line) {
    unwritten.incrementAndGet();
    if (!pending.offer(line)) {
      LOG.warn("simulated.visitor_too_slow", "pending", MAX_PENDING);
      close();
    }
  }

  /** Waits briefly until what was written is out, because the program may be halted next. */
  void flush() {
    for (int tries = 0; unwritten.get() > 0 && tries < FLUSH_TRIES && !socket.isClosed(); tries++) {
      LockSupport.parkNanos(FLUSH_NANOS);
    }
  }

  /** Reads lines until the visitor leaves; blocks. */
  void readLines(Consumer<String> lines) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (c == '\n') {
          lines.accept(line.toString());
          line.setLength(0);
        } else if (line.length() >= MAX_LINE) {
          throw new IOException("a line has more than " + MAX_LINE + " characters");
        } else {
          line.append((char) c);
        }
      }
    } catch (IOException e) {
      LOG.debug("simulated.visitor_left", "reason", Log.reason(e));
    } finally {
      close();
    }
  }

  void close() {
    writer.interrupt();
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("simulated.close_failed", "reason", Log.reason(e));
    }
  }

  private void writeLoop() {
    try {
      OutputStream out = socket.getOutputStream();
      while (!socket.isClosed()) {
        out.write((pending.take() + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        unwritten.decrementAndGet();
      }
    } catch (IOException e) {
      LOG.debug("simulated.visitor_left", "reason", Log.reason(e));
      close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
