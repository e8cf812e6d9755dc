package io.kefu.message.rules;

import io.kefu.message.document.Faults;
import io.kefu.message.rules.PolicyStore.Edit;
import io.kefu.message.rules.PolicyStore.Kind;
import io.kefu.message.rules.PolicyStore.Stored;
import io.kefu.message.settings.BotMode;
import io.kefu.message.settings.Settings;
import io.kefu.message.settings.SettingsDocument;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.UnaryOperator;

/** Changes one thing of a tenant's settings and leaves the others, as a new version. */
@ApplicationScoped
public class SettingsChanges {

  /** The settings would not be valid. */
  public static final class Invalid extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Invalid(Faults faults) {
      super(faults.list().getFirst().pointer());
    }
  }

  private final PolicyBook book;
  private final PolicyStore store;

  /** Wires the changes. */
  public SettingsChanges(PolicyBook book, PolicyStore store) {
    this.book = book;
    this.store = store;
  }

  /** The settings as they are stored now. */
  public Uni<Settings> stored(String tenantId) {
    return store.read(tenantId).map(stored -> settings(stored, new Faults()));
  }

  /** Lets the bot speak or not for a whole tenant. */
  public Uni<TenantPolicy> bot(String tenantId, BotMode mode, String actor, String reason) {
    return change(tenantId, actor, reason, settings -> settings.with(mode));
  }

  /**
   * Changes settings; fails with {@link Invalid} when they would not be valid.
   *
   * @param actor who; may be null
   * @param reason why; may be null
   */
  public Uni<TenantPolicy> change(
      String tenantId, String actor, String reason, UnaryOperator<Settings> change) {
    return store
        .save(tenantId, Kind.SETTINGS, new Edit(actor, reason, before -> with(before, change)))
        .map(stored -> book.take(tenantId, stored));
  }

  private Stored with(Stored before, UnaryOperator<Settings> change) {
    Settings changed = change.apply(settings(before, new Faults()));
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
