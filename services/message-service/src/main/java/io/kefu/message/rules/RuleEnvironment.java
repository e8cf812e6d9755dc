package io.kefu.message.rules;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the one CEL environment of the process. */
@ApplicationScoped
class RuleEnvironment {

  @Produces
  @Singleton
  Conditions conditions() {
    return new Conditions();
  }

  @Produces
  @Singleton
  RuleReader reader(Conditions conditions) {
    return new RuleReader(conditions);
  }
}
