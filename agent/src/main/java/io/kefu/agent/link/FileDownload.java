package io.kefu.agent.link;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One answer into a file, going on where an earlier one stopped. */
final class FileDownload {

  private static final int CHUNK = 32 * 1024;
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int BEYOND = 416;

  private FileDownload() {}

  static void run(HttpURLConnection call, Path to, long most) throws IOException {
    long have = Files.exists(to) ? Files.size(to) : 0;
    if (have > 0) {
      call.setRequestProperty("Range", "bytes=" + have + "-");
    }
    int status = call.getResponseCode();
    if (status == BEYOND) {
      // It is whole already, or another file: the hash decides, and a new try begins anew.
      close(call.getErrorStream());
      return;
    }
    boolean goesOn = status == PARTIAL && begins(call, have);
    if (status != OK && !goesOn) {
      close(status >= 400 ? call.getErrorStream() : call.getInputStream());
      String why = "the file is not given out (HTTP " + status + ")";
      throw status >= 500 ? new IOException(why) : new GatewayHttp.Refused(why);
    }
    long from = goesOn ? have : 0;
    long announced = call.getContentLengthLong();
    if (from + announced > most) {
      close(call.getInputStream());
      throw new GatewayHttp.Refused("the file has more than " + most + " bytes");
    }
    try (InputStream in = call.getInputStream();
        FileChannel out =
            FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.truncate(from);
      long size = copy(in, out.position(from), most, from);
      out.force(true);
      if (announced >= 0 && size != from + announced) {
        throw new IOException("the connection broke after " + size + " bytes");
      }
    }
  }

  private static long copy(InputStream in, FileChannel out, long most, long from)
      throws IOException {
    long size = from;
    byte[] chunk = new byte[CHUNK];
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      size += read;
      if (size > most) {
        throw new GatewayHttp.Refused("the file has more than " + most + " bytes");
      }
      ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, read);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
    return size;
  }

  private static boolean begins(HttpURLConnection call, long at) {
    String range = call.getHeaderField("Content-Range");
    return range != null && range.startsWith("bytes " + at + "-");
  }

  private static void close(InputStream stream) throws IOException {
    if (stream != null) {
      stream.close();
    }
  }
}
