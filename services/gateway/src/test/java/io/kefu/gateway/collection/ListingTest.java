package io.kefu.gateway.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.chassis.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest {

  enum Key implements Listing.Sort {
    NAME,
    AGE;

    @Override
    public String column() {
      return this == NAME ? "name" : "age";
    }

    @Override
    public String type() {
      return "text";
    }
  }

  @Test
  void aCursorLeadsBehindTheLastEntryShown() {
    Listing<Key> first = Listing.of(Key.class, "-age", null, "2");

    Listing.Slice<String> slice =
        first.slice(List.of("a", "b", "c"), entry -> new Listing.Place("v\n" + entry, entry));

    assertThat(slice.items()).containsExactly("a", "b");
    Listing<Key> next = Listing.of(Key.class, "-age", slice.nextCursor(), "2");
    assertThat(next.afterId()).isEqualTo("b");
    assertThat(next.afterValue()).isEqualTo("v\nb");
    assertThat(next.condition("id", "text", 3, 4))
        .isEqualTo("($3::text IS NULL OR (age, id) < ($3::text::text, $4::text::text))");
    assertThatThrownBy(() -> next.condition("id", "uuid", 3, 4)).hasMessageContaining("cursor");
    assertThat(next.order("id")).isEqualTo(" ORDER BY age DESC, id DESC");
    assertThat(first.slice(List.of("a"), entry -> null).nextCursor()).isNull();
  }

  @Test
  void whatIsNotUnderstoodIsRefused() {
    String cursor =
        Listing.of(Key.class, null, null, "1")
            .slice(List.of("a", "b"), entry -> new Listing.Place(entry, entry))
            .nextCursor();

    assertThat(Listing.of(Key.class, "name", cursor, "1").afterId()).isEqualTo("a");
    assertThatThrownBy(() -> Listing.of(Key.class, "-name", cursor, "1"))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> Listing.of(Key.class, "shoe", null, "1")).hasMessageContaining("name");
    assertThatThrownBy(() -> Listing.of(Key.class, null, "%%%", "1"))
        .hasMessageContaining("cursor");
    assertThatThrownBy(() -> Listing.of(Key.class, null, null, "0")).hasMessageContaining("limit");
    assertThatThrownBy(() -> Listing.of(Key.class, null, null, "501"))
        .hasMessageContaining("limit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "", " 5", "5.0", "1e1", "-1", "99999999999999999999", "０"})
  void aLimitThatIsNoneIsRefusedByName(String limit) {
    assertThatThrownBy(() -> Listing.of(Key.class, null, null, limit))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(400);
              assertThat(refused.toProblem().errors()).extracting("field").containsExactly("limit");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "", "TRUE", "1", "null"})
  void aFlagThatIsNoneIsRefusedByName(String flag) {
    assertThatThrownBy(() -> Query.flag("enabled", flag))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused ->
                assertThat(refused.toProblem().errors())
                    .extracting("field")
                    .containsExactly("enabled"));
    assertThat(Query.flag("enabled", "true")).isTrue();
    assertThat(Query.flag("enabled", null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"+999999999-12-31T23:59:59Z", "-4713-01-01T00:00:00Z", "0000-01-01T00:00:00Z", ""})
  void aMadeUpCursorOfATimeThatNoDatabaseKnowsIsRefused(String time) {
    String cursor =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(("age\nid\n" + time).getBytes(StandardCharsets.UTF_8));
    Listing<Moment> listing = Listing.of(Moment.class, null, cursor, null);

    assertThatThrownBy(() -> listing.condition("id", "text", 1, 2))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("cursor");
  }

  private enum Moment implements Listing.Sort {
    AGE;

    @Override
    public String column() {
      return "age";
    }

    @Override
    public String type() {
      return "timestamptz";
    }
  }

  @Test
  void aVersionIsRequiredAndCompared() {
    ExpectedVersion three = ExpectedVersion.of(ExpectedVersion.tag(3));

    three.check(3);
    ExpectedVersion.of("*").check(99);
    assertThatThrownBy(() -> three.check(4)).extracting("status").isEqualTo(412);
    assertThatThrownBy(() -> ExpectedVersion.of(null)).extracting("status").isEqualTo(428);
    assertThatThrownBy(() -> ExpectedVersion.of("3")).extracting("status").isEqualTo(400);
    assertThatThrownBy(() -> ExpectedVersion.of("W/\"3\"")).extracting("status").isEqualTo(400);
  }
}
