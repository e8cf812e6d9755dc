package io.kefu.agent;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.wechat.window.HabitChange;
import io.kefu.agent.wechat.window.Habits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The settings of {@link Habits}. */
final class HabitSettings {

  private HabitSettings() {}

  /**
   * Reads them.
   *
   * @param get the value of an option, if it is set
   */
  static Habits read(Function<String, Optional<String>> get) throws BadConfig {
    Map<String, Object> set = new LinkedHashMap<>();
    for (String name : HabitChange.NAMES) {
      get.apply(name.replace('_', '-')).ifPresent(value -> set.put(name, value));
    }
    try {
      return HabitChange.apply(Habits.DEFAULT, set);
    } catch (BadJson e) {
      throw new BadConfig(e.getMessage());
    }
  }
}
