package io.kefu.agent.link;

import java.util.OptionalInt;

/** What to do after a socket closed (design.md §4). */
enum CloseReaction {
  /** Another login of this agent won: wait long. */
  SUPERSEDED,
  /** This agent's access was withdrawn: only a person can give it back. */
  WITHDRAWN,
  /** The token expired or is not accepted: renew it, then connect. */
  RENEW_TOKEN,
  /** The gateway is busy or going down: come back a little later than usual. */
  BUSY,
  /** A frame of ours broke the protocol: find out which. */
  FAULTY_FRAME,
  /** Anything else: come back. */
  RECONNECT;

  static CloseReaction of(int code, OptionalInt httpStatus) {
    if (httpStatus.isPresent()) {
      return switch (httpStatus.getAsInt()) {
        case 401, 403 -> RENEW_TOKEN;
        case 429, 503 -> BUSY;
        default -> RECONNECT;
      };
    }
    return switch (code) {
      case 4001 -> SUPERSEDED;
      case 4002 -> WITHDRAWN;
      case 4003 -> RENEW_TOKEN;
      case 1002, 1008, 1013 -> BUSY;
      case 1003, 1007, 1009 -> FAULTY_FRAME;
      default -> RECONNECT;
    };
  }
}
