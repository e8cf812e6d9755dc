package io.kefu.gateway.session;

import io.kefu.gateway.auth.AccessClaims;
import io.kefu.gateway.auth.InvalidAccessToken;

/** Verifies the access token that a hello brings. */
@FunctionalInterface
interface TokenCheck {

  AccessClaims verify(String token) throws InvalidAccessToken;
}
