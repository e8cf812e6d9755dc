package io.kefu.agent.link;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * How bytes get to the gateway: the address, a proxy, and for https TLS 1.3 with optional pins.
 *
 * @param gateway {@code http(s)://host:port}
 * @param proxy direct, HTTP or SOCKS
 * @param tls present for https
 */
public record Transport(URI gateway, Proxy proxy, Optional<SSLSocketFactory> tls) {

  /**
   * Works out the transport.
   *
   * @param proxy {@code http://host:port} or {@code socks://host:port}, if any
   * @param authorities a PEM file of certificates to trust instead of this Java's, if any
   * @param pins base64 SHA-256 of public keys of which one must be in the server's chain; none to
   *     trust the authorities alone
   * @throws IOException when a setting cannot be used; the message says why
   */
  public static Transport of(
      URI gateway, Optional<String> proxy, Optional<Path> authorities, List<String> pins)
      throws IOException {
    Proxy through = proxy.isEmpty() ? Proxy.NO_PROXY : proxy(proxy.get());
    if (!"https".equals(gateway.getScheme())) {
      if (!pins.isEmpty() || authorities.isPresent()) {
        throw new IOException("pins and authorities need an https gateway-url");
      }
      return new Transport(gateway, through, Optional.empty());
    }
    try {
      X509TrustManager trust = new PinnedTrust(trust(authorities), pins);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, new TrustManager[] {trust}, null);
      return new Transport(
          gateway, through, Optional.of(new Tls13Sockets(context.getSocketFactory())));
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS 1.3 cannot be set up: " + e.getMessage(), e);
    }
  }

  private static Proxy proxy(String text) throws IOException {
    try {
      URI address = URI.create(text);
      if (address.getHost() != null && address.getPort() > 0) {
        InetSocketAddress at = new InetSocketAddress(address.getHost(), address.getPort());
        if ("http".equals(address.getScheme())) {
          return new Proxy(Proxy.Type.HTTP, at);
        }
        if ("socks".equals(address.getScheme()) || "socks5".equals(address.getScheme())) {
          return new Proxy(Proxy.Type.SOCKS, at);
        }
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("proxy is no address: write http://host:port or socks://host:port", e);
    }
    throw new IOException("proxy must look like http://host:port or socks://host:port");
  }

  private static X509TrustManager trust(Optional<Path> authorities)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities.isEmpty() ? null : store(authorities.get()));
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new GeneralSecurityException("this Java has no X.509 trust manager");
  }

  private static KeyStore store(Path pem) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(pem)) {
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, each);
      }
      if (number == 0) {
        throw new IOException(pem + " holds no certificate");
      }
    }
    return store;
  }
}
