package io.kefu.message.todo;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The to-dos as operators read and finish them. They are written with the event that causes them,
 * in its own transaction (Outbox, CustomerFile); here is nothing but a person's list, so an entity
 * serves it better than SQL (docs/adr/0005). Call it on a Vert.x context.
 */
@ApplicationScoped
public class Todos implements PanacheRepositoryBase<Todo, UUID> {

  private static final String SET_TENANT = "SELECT set_config('kefu.tenant', :tenant, true)";

  /** Uses todos_open; the id breaks ties between those of one instant. */
  private static final String OPEN =
      "tenantId = ?1 and doneAt is null and (createdAt < ?2"
          + " or (createdAt = ?2 and cast(todoId as string) < ?3))"
          + " order by createdAt desc, cast(todoId as string) desc";

  private final Clock clock;

  /** Finishes by this clock. */
  public Todos(Clock clock) {
    this.clock = clock;
  }

  /** Open ones that come after a position, the newest first, at most so many. */
  public Uni<List<Todo>> open(String tenantId, Instant beforeTime, String beforeId, int most) {
    return inTenant(
        tenantId, () -> find(OPEN, tenantId, beforeTime, beforeId).page(0, most).list());
  }

  /** Marks one as done; again changes nothing. Empty when the tenant has no such to-do. */
  public Uni<Optional<Todo>> finish(String tenantId, UUID todoId, String actor) {
    return inTenant(
        tenantId,
        () ->
            find("tenantId = ?1 and todoId = ?2", tenantId, todoId)
                .firstResult()
                .invoke(
                    todo -> {
                      if (todo != null) {
                        todo.finish(clock.instant(), actor);
                      }
                    })
                .map(Optional::ofNullable));
  }

  /** The transaction's tenant, for the second wall: the same that TenantScope does for SQL. */
  private static <T> Uni<T> inTenant(String tenantId, Supplier<Uni<T>> work) {
    return Panache.withTransaction(
        () ->
            Panache.getSession()
                .flatMap(
                    session ->
                        session
                            .createNativeQuery(SET_TENANT, String.class)
                            .setParameter("tenant", tenantId)
                            .getSingleResult())
                .chain(set -> work.get()));
  }
}
