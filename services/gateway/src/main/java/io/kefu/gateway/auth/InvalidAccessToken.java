package io.kefu.gateway.auth;

/**
 * An access token that must not let anyone in; the message is for logs and never for the caller.
 */
public class InvalidAccessToken extends Exception {

  InvalidAccessToken(String cause) {
    super(cause);
  }
}
