package io.kefu.gateway.auth;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Creates at start what {@link BootstrapConfig} names and what is not there yet. */
@ApplicationScoped
class Bootstrap {

  private static final Logger LOG = Logger.getLogger(Bootstrap.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final int MIN_SECRET = 10;

  private static final String TENANT =
      "INSERT INTO tenants (tenant_id, name, created_at, updated_at) VALUES ($1, $1, $2, $2)"
          + " ON CONFLICT DO NOTHING";
  private static final String USER =
      "INSERT INTO users (tenant_id, user_id, username, display_name, role, password_hash,"
          + " created_at, updated_at) VALUES ($1, $2, $3, $3, $4, $5, $6, $6)"
          + " ON CONFLICT DO NOTHING";
  private static final String AGENT =
      "INSERT INTO agents (tenant_id, agent_id, name, secret_hash, created_at, updated_at)"
          + " VALUES ($1, $2, $2, $3, $4, $4) ON CONFLICT DO NOTHING";
  private static final String HAS_USER =
      "SELECT 1 FROM users WHERE tenant_id = $1 AND lower(username) = lower($2)";
  private static final String HAS_AGENT =
      "SELECT 1 FROM agents WHERE tenant_id = $1 AND agent_id = $2";

  private final BootstrapConfig config;
  private final PlatformConfig platform;
  private final TenantScope tenants;
  private final SecretHashes hashes;
  private final Clock clock;
  private final Identity ids;

  Bootstrap(
      BootstrapConfig config,
      PlatformConfig platform,
      TenantScope tenants,
      SecretHashes hashes,
      Clock clock,
      Identity ids) {
    this.config = config;
    this.platform = platform;
    this.tenants = tenants;
    this.hashes = hashes;
    this.clock = clock;
    this.ids = ids;
  }

  void start(@Observes @Priority(20) StartupEvent event) {
    createPlatform();
    Optional<String> tenant = config.tenant();
    if (tenant.isEmpty()) {
      if (config.adminUsername().isPresent() || config.agentId().isPresent()) {
        throw new IllegalStateException(
            "kefu.bootstrap.tenant must be set when an administrator or an agent is");
      }
      return;
    }
    createTenant(tenant.get())
        .flatMap(
            done ->
                createUser(
                    tenant.get(),
                    Role.ADMIN,
                    config.adminUsername(),
                    config.adminPassword(),
                    "kefu.bootstrap.admin-password"))
        .flatMap(done -> createAgent(tenant.get()))
        .await()
        .atMost(START_LIMIT);
  }

  private Uni<Void> createTenant(String tenantId) {
    return insert(tenantId, "tenant", tenantId, TENANT, Tuple.of(tenantId, now()));
  }

  private void createPlatform() {
    if (config.platformUsername().isPresent()) {
      createTenant(platform.tenant())
          .flatMap(
              done ->
                  createUser(
                      platform.tenant(),
                      Role.PLATFORM_ADMIN,
                      config.platformUsername(),
                      config.platformPassword(),
                      "kefu.bootstrap.platform-password"))
          .await()
          .atMost(START_LIMIT);
    }
  }

  private Uni<Void> createUser(
      String tenantId,
      Role role,
      Optional<String> name,
      Optional<String> givenPassword,
      String property) {
    if (name.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    String username = name.get();
    String password = secret(givenPassword, property);
    return unlessThere(
        tenantId,
        HAS_USER,
        username,
        () ->
            hashes
                .hash(password)
                .flatMap(
                    hash ->
                        insert(
                            tenantId,
                            "user",
                            username,
                            USER,
                            Tuple.from(
                                List.of(
                                    tenantId,
                                    ids.next(),
                                    username,
                                    role.wireName(),
                                    hash,
                                    now())))));
  }

  private Uni<Void> createAgent(String tenantId) {
    if (config.agentId().isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    String agentId = config.agentId().get();
    String secret = secret(config.agentSecret(), "kefu.bootstrap.agent-secret");
    return unlessThere(
        tenantId,
        HAS_AGENT,
        agentId,
        () ->
            hashes
                .hash(secret)
                .flatMap(
                    hash ->
                        insert(
                            tenantId,
                            "agent",
                            agentId,
                            AGENT,
                            Tuple.of(tenantId, agentId, hash, now()))));
  }

  private Uni<Void> unlessThere(
      String tenantId, String question, String name, Supplier<Uni<Void>> make) {
    return tenants
        .inTransaction(
            tenantId,
            connection -> connection.preparedQuery(question).execute(Tuple.of(tenantId, name)))
        .flatMap(rows -> rows.size() > 0 ? Uni.createFrom().voidItem() : make.get());
  }

  private Uni<Void> insert(String tenantId, String kind, String name, String sql, Tuple values) {
    return tenants
        .inTransaction(tenantId, connection -> connection.preparedQuery(sql).execute(values))
        .invoke(
            rows -> {
              if (rows.rowCount() > 0) {
                LOG.infof("created by configuration: %s=%s tenant=%s", kind, name, tenantId);
              }
            })
        .replaceWithVoid();
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static String secret(Optional<String> value, String property) {
    return value
        .filter(text -> text.length() >= MIN_SECRET)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    property + " must be set and have at least " + MIN_SECRET + " characters"));
  }
}
