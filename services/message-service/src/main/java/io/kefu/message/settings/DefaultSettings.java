package io.kefu.message.settings;

/** What holds for a tenant that set nothing. */
@FunctionalInterface
public interface DefaultSettings {

  /** The defaults; always the same. */
  Settings get();
}
