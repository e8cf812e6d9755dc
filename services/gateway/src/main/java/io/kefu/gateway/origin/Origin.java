package io.kefu.gateway.origin;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Finds the client behind trusted proxies: from the nearest hop outwards, the first address that is
 * not a trusted proxy's. What a client itself wrote into the header stands further out and is never
 * reached. {@code Forwarded} (RFC 7239) goes before {@code X-Forwarded-For}. Pure.
 */
final class Origin {

  private static final int MAX_HEADER = 2048;

  private Origin() {}

  /**
   * The client's address.
   *
   * @param peer the other end of the connection
   * @param forwarded values of {@code Forwarded}
   * @param forwardedFor values of {@code X-Forwarded-For}
   * @param proxies whom to believe
   */
  static String of(
      String peer, List<String> forwarded, List<String> forwardedFor, List<Network> proxies) {
    InetAddress nearest = NetUtil.createInetAddressFromIpAddressString(bare(peer));
    if (nearest == null || !trusted(nearest, proxies)) {
      return peer;
    }
    List<String> hops = forwarded.isEmpty() ? split(forwardedFor) : fors(forwarded);
    Collections.reverse(hops);
    InetAddress client = nearest;
    for (String hop : hops) {
      InetAddress address = NetUtil.createInetAddressFromIpAddressString(bare(hop));
      if (address == null) {
        // "unknown" or nonsense: what a trusted proxy saw last is all that is certain.
        break;
      }
      client = address;
      if (!trusted(address, proxies)) {
        break;
      }
    }
    return NetUtil.toAddressString(client);
  }

  private static boolean trusted(InetAddress address, List<Network> proxies) {
    return proxies.stream().anyMatch(network -> network.holds(address));
  }

  private static List<String> split(List<String> values) {
    List<String> parts = new ArrayList<>();
    for (String value : values) {
      if (value.length() <= MAX_HEADER) {
        parts.addAll(List.of(value.split(",")));
      }
    }
    return parts;
  }

  private static List<String> fors(List<String> values) {
    List<String> found = new ArrayList<>();
    for (String element : split(values)) {
      String address = "unknown";
      for (String pair : element.split(";")) {
        String text = pair.strip();
        if (text.toLowerCase(Locale.ROOT).startsWith("for=")) {
          address = text.substring(4);
        }
      }
      found.add(address);
    }
    return found;
  }

  /** Without quotes, brackets and port. */
  static String bare(String hop) {
    String text = hop.strip().replace("\"", "");
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      return end < 0 ? text : text.substring(1, end);
    }
    int colon = text.indexOf(':');
    return colon >= 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
  }
}
