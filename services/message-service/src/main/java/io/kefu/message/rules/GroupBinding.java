package io.kefu.message.rules;

import io.kefu.message.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/** Puts a group on the list of those that are served, as a new version of the settings. */
@ApplicationScoped
public class GroupBinding {

  private static final Logger LOG = Logger.getLogger(GroupBinding.class);

  /** What came of it. */
  public sealed interface Result {}

  /**
   * It is on the list now.
   *
   * @param groups how many there are
   */
  public record Bound(int groups) implements Result {}

  /** It was on the list. */
  public record Before() implements Result {}

  /** The settings would not be valid. */
  public record Refused() implements Result {}

  private final SettingsChanges changes;

  /** Wires the binding. */
  public GroupBinding(SettingsChanges changes) {
    this.changes = changes;
  }

  /** Binds a group; again changes nothing. Blocks: for virtual threads. */
  public Result bind(String tenantId, String chatId, String chatName, String actor) {
    Settings.Groups listed = changes.stored(tenantId).subscribeAsCompletionStage().join().groups();
    if (listed.whitelist().contains(chatId) || listed.whitelist().contains(chatName)) {
      return new Before();
    }
    try {
      TenantPolicy policy =
          changes
              .change(tenantId, actor, "#bind " + chatId, settings -> with(settings, chatId))
              .subscribeAsCompletionStage()
              .join();
      return new Bound(policy.settings().groups().whitelist().size());
    } catch (CompletionException e) {
      if (e.getCause() instanceof SettingsChanges.Invalid invalid) {
        LOG.warnf("group not bound, settings of %s: %s", tenantId, invalid.getMessage());
        return new Refused();
      }
      throw e;
    }
  }

  private static Settings with(Settings settings, String chatId) {
    List<String> groups = new ArrayList<>(settings.groups().whitelist());
    if (!groups.contains(chatId)) {
      groups.add(chatId);
    }
    return settings.with(new Settings.Groups(groups, settings.groups().prefixes()));
  }
}
