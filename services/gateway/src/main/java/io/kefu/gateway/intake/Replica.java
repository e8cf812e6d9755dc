package io.kefu.gateway.intake;

import io.kefu.chassis.identity.Identity;
import jakarta.enterprise.context.ApplicationScoped;

/** Names this running gateway among its replicas; a restart is a new one. */
@ApplicationScoped
public class Replica {

  private final String id;

  /** Takes a fresh name. */
  public Replica(Identity ids) {
    this.id = "gw-" + ids.next();
  }

  /** Goes into events as {@code gateway_id}. */
  public String id() {
    return id;
  }
}
