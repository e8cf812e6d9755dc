package io.kefu.ai.provider;

import java.time.Duration;
import java.util.function.Consumer;

/** One model of one provider. Implementations are thread-safe and block their caller. */
public interface ModelProvider {

  /** The name the installation gave it. */
  String name();

  /** The model it is asked for. */
  String model();

  /** What it is used for. */
  ProviderConfig.Tier tier();

  /** Longest wait for one attempt. */
  Duration timeout();

  /** Attempts after the first, when the failure is worth it. */
  int retries();

  /**
   * Lets the model write.
   *
   * @param tenantId whose key and account
   * @param limit time it may take; it fails when that is over, whatever the provider does
   * @throws ProviderFailure when there is no usable text
   */
  Completion complete(String tenantId, ModelCall call, Duration limit) throws ProviderFailure;

  /**
   * The same, telling the text as it grows.
   *
   * @param growing called with each new piece, never with thinking, from one thread at a time
   */
  Completion stream(String tenantId, ModelCall call, Duration limit, Consumer<String> growing)
      throws ProviderFailure;
}
