package io.kefu.gateway.origin;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;

/**
 * An IPv4 or IPv6 network. Names are never resolved. Pure and immutable.
 *
 * @param prefix its first address
 * @param bits leading bits that count
 */
record Network(InetAddress prefix, int bits) {

  /**
   * Reads {@code address} or {@code address/bits}.
   *
   * @throws IllegalArgumentException when it is neither
   */
  static Network of(String text) {
    String[] parts = text.strip().split("/", 2);
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(parts[0]);
    if (address == null) {
      throw new IllegalArgumentException("not an IP network: " + text);
    }
    int width = address.getAddress().length * Byte.SIZE;
    int bits = parts.length == 1 ? width : Integer.parseInt(parts[1]);
    if (bits < 0 || bits > width) {
      throw new IllegalArgumentException("not an IP network: " + text);
    }
    return new Network(address, bits);
  }

  static List<Network> all(List<String> texts) {
    return texts.stream().filter(text -> !text.isBlank()).map(Network::of).toList();
  }

  boolean holds(InetAddress address) {
    byte[] mine = prefix.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> (i % Byte.SIZE);
      if ((mine[i / Byte.SIZE] & mask) != (other[i / Byte.SIZE] & mask)) {
        return false;
      }
    }
    return true;
  }
}
