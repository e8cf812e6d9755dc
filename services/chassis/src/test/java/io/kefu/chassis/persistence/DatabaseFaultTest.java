package io.kefu.chassis.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.pgclient.PgException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseFaultTest {

  @ParameterizedTest
  @ValueSource(strings = {"22001", "22P05", "23505", "23514", "54000"})
  void whatIsRefusedAgainHoweverOftenItIsTriedIsTheDatas(String sqlState) {
    assertThat(DatabaseFault.isData(refused(sqlState))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01", "53300", "57P01", "08006"})
  void whatPassesIsNot(String sqlState) {
    assertThat(DatabaseFault.isData(refused(sqlState))).isFalse();
  }

  @Test
  void aDatabaseThatIsAwayIsNotEither() {
    assertThat(DatabaseFault.isData(new java.net.ConnectException("refused"))).isFalse();
  }

  private static PgException refused(String sqlState) {
    return new PgException("refused", "ERROR", sqlState, "");
  }
}
