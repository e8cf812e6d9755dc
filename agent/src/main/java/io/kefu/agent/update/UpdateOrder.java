package io.kefu.agent.update;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.JsonObject;
import java.net.URI;
import java.util.Base64;
import java.util.Optional;

/**
 * What the command {@code update} asks for.
 *
 * @param version the version that is in the package
 * @param fileId where the gateway keeps the package; or
 * @param url where else it is, https
 * @param sha256 of the package, lower-case hexadecimal
 * @param signature over version and hash
 */
public record UpdateOrder(
    ReleaseVersion version,
    Optional<String> fileId,
    Optional<URI> url,
    String sha256,
    byte[] signature) {

  /**
   * Reads the arguments of the command.
   *
   * @throws BadJson when one is missing or has another form; the message names it
   */
  public static UpdateOrder read(JsonObject args) throws BadJson {
    String version = args.text("version");
    String sha256 = args.text("sha256");
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new BadJson("sha256 must be 64 lower-case hexadecimal digits");
    }
    Optional<String> fileId = args.optionalText("file_id");
    Optional<URI> url = url(args.optionalText("url"));
    if (fileId.isPresent() == url.isPresent()) {
      throw new BadJson("update needs file_id or url, one of them");
    }
    if (fileId.isPresent() && !fileId.get().matches("[A-Za-z0-9-]{1,64}")) {
      throw new BadJson("file_id is none of the gateway's");
    }
    return new UpdateOrder(
        ReleaseVersion.of(version)
            .orElseThrow(() -> new BadJson("version must look like 1.4.2, not " + version)),
        fileId,
        url,
        sha256,
        signature(args.text("signature")));
  }

  private static Optional<URI> url(Optional<String> text) throws BadJson {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI address = URI.create(text.get());
      if ("https".equals(address.getScheme()) && address.getHost() != null) {
        return Optional.of(address);
      }
    } catch (IllegalArgumentException e) {
      throw new BadJson("url is no address");
    }
    throw new BadJson("url must begin with https://");
  }

  private static byte[] signature(String base64) throws BadJson {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new BadJson("signature is no base64");
    }
  }
}
