package io.kefu.gateway.session;

/** Whether this replica takes new sockets now. */
public interface Admission {

  /** False while replies would not be seen yet: a socket opened then could miss one. */
  boolean ready();
}
