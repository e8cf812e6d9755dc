package io.kefu.agent.link;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts what the authorities vouch for and, when there are pins, only a chain that holds a pinned
 * public key: then a stolen or forced authority is not enough to read customers' messages.
 */
final class PinnedTrust extends X509ExtendedTrustManager {

  private final X509TrustManager authorities;
  private final List<String> pins;

  PinnedTrust(X509TrustManager authorities, List<String> pins) {
    this.authorities = authorities;
    this.pins = List.copyOf(pins);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    authorities.checkServerTrusted(chain, type);
    checkPins(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    if (authorities instanceof X509ExtendedTrustManager extended) {
      extended.checkServerTrusted(chain, type, socket);
    } else {
      authorities.checkServerTrusted(chain, type);
    }
    checkPins(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    if (authorities instanceof X509ExtendedTrustManager extended) {
      extended.checkServerTrusted(chain, type, engine);
    } else {
      authorities.checkServerTrusted(chain, type);
    }
    checkPins(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("the agent is no server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.getAcceptedIssuers();
  }

  /** The pin of a certificate: base64 of the SHA-256 of its public key, as RFC 7469 has it. */
  static String pin(X509Certificate certificate) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded());
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  private void checkPins(X509Certificate[] chain) throws CertificateException {
    if (pins.isEmpty()) {
      return;
    }
    for (X509Certificate certificate : chain) {
      if (pins.contains(pin(certificate))) {
        return;
      }
    }
    throw new CertificateException(
        "the gateway's certificate is not a pinned one (its key is sha256/"
            + pin(chain[0])
            + "): renew tls_pins, or somebody listens in between");
  }
}
