package io.kefu.message.rules;

import io.kefu.message.document.Faults;
import io.kefu.message.rules.PolicyStore.Edit;
import io.kefu.message.rules.PolicyStore.Kind;
import io.kefu.message.rules.PolicyStore.Stored;
import io.kefu.message.settings.Settings;
import io.kefu.message.settings.SettingsDocument;
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

  /** The settings would not be valid, within the transaction. */
  private static final class Invalid extends RuntimeException {
    Invalid(Faults faults) {
      super(faults.list().getFirst().pointer());
    }
  }

  private final PolicyBook book;
  private final PolicyStore store;

  /** Wires the binding. */
  public GroupBinding(PolicyBook book, PolicyStore store) {
    this.book = book;
    this.store = store;
  }

  /** Binds a group; again changes nothing. Blocks: for virtual threads. */
  public Result bind(String tenantId, String chatId, String chatName, String actor) {
    Settings.Groups listed =
        settings(store.read(tenantId).subscribeAsCompletionStage().join(), new Faults()).groups();
    if (listed.whitelist().contains(chatId) || listed.whitelist().contains(chatName)) {
      return new Before();
    }
    Edit edit = new Edit(actor, "#bind " + chatId, before -> with(before, chatId));
    try {
      TenantPolicy policy =
          store
              .save(tenantId, Kind.SETTINGS, edit)
              .map(stored -> book.take(tenantId, stored))
              .subscribeAsCompletionStage()
              .join();
      return new Bound(policy.settings().groups().whitelist().size());
    } catch (CompletionException e) {
      if (e.getCause() instanceof Invalid invalid) {
        LOG.warnf("group not bound, settings of %s: %s", tenantId, invalid.getMessage());
        return new Refused();
      }
      throw e;
    }
  }

  private Stored with(Stored before, String chatId) {
    Settings old = settings(before, new Faults());
    List<String> groups = new ArrayList<>(old.groups().whitelist());
    if (!groups.contains(chatId)) {
      groups.add(chatId);
    }
    Settings changed =
        new Settings(
            old.zone(),
            old.workingHours(),
            old.quietHours(),
            old.thresholds(),
            old.words(),
            old.texts(),
            new Settings.Groups(groups, old.groups().prefixes()),
            old.limits(),
            old.admins());
    Stored after =
        new Stored(
            before.rulesVersion(),
            before.settingsVersion(),
            before.rules(),
            SettingsDocument.changes(book.defaults(), changed));
    Faults faults = new Faults();
    settings(after, faults);
    if (!faults.isEmpty()) {
      throw new Invalid(faults);
    }
    return after;
  }

  private Settings settings(Stored stored, Faults faults) {
    return SettingsDocument.over(book.defaults(), stored.settings(), faults);
  }
}
