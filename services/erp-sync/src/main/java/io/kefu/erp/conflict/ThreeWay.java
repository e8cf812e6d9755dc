package io.kefu.erp.conflict;

import io.kefu.erp.customer.CustomerProfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Brings both sides of a customer together, field by field, against the state both agreed on last
 * (domain.md §8). Pure.
 */
public final class ThreeWay {

  /** Whose value stands when both sides changed a field. */
  public enum Strategy {
    /** The ERP's, always. */
    ERP_ALWAYS,
    /** The ERP's, unless ours was verified. */
    ERP_UNLESS_VERIFIED,
    /** Ours, always. */
    OURS_ALWAYS,
    /** The later one; the ERP does not tell when, so a person decides. */
    LATEST
  }

  /** Who won a field. */
  public enum Winner {
    /** Our value goes to the ERP. */
    OURS,
    /** The ERP's value is taken over. */
    THEIRS,
    /** Nobody yet: a person must decide. */
    PERSON
  }

  /**
   * One decision, for the history.
   *
   * @param field our field name
   * @param base agreed value before; null for none
   * @param ours our value; null for none
   * @param theirs the ERP's value; null for none
   * @param winner who won
   * @param reason stable code
   */
  public record Decision(
      String field, String base, String ours, String theirs, Winner winner, String reason) {}

  /**
   * What is to be done.
   *
   * @param toErp fields to write there
   * @param toUs fields to take over here
   * @param agreed the agreed state once that is done; a field nobody decided keeps its old value
   * @param decisions what was decided, only where the sides differed
   */
  public record Outcome(
      Map<String, String> toErp,
      Map<String, String> toUs,
      Map<String, String> agreed,
      List<Decision> decisions) {}

  private static final Map<String, Strategy> STRATEGIES =
      Map.of(
          "customer_number", Strategy.ERP_ALWAYS,
          "phone", Strategy.ERP_UNLESS_VERIFIED,
          "name", Strategy.ERP_UNLESS_VERIFIED,
          "wechat_id", Strategy.OURS_ALWAYS,
          "value", Strategy.OURS_ALWAYS,
          "bucket", Strategy.OURS_ALWAYS,
          "email", Strategy.LATEST,
          "address", Strategy.LATEST);

  private ThreeWay() {}

  /**
   * Decides every field.
   *
   * @param customer our side, for what is verified
   * @param ours our values as the ERP would show them
   * @param theirs the ERP's values
   * @param base what both agreed on last
   * @param decided fields that a person decided, and for whom
   */
  public static Outcome decide(
      CustomerProfile customer,
      Map<String, String> ours,
      Map<String, String> theirs,
      Map<String, String> base,
      Map<String, Winner> decided) {
    Map<String, String> toErp = new LinkedHashMap<>();
    Map<String, String> toUs = new LinkedHashMap<>();
    Map<String, String> agreed = new LinkedHashMap<>(base);
    List<Decision> decisions = new ArrayList<>();
    Set<String> names = new TreeSet<>(ours.keySet());
    names.addAll(theirs.keySet());
    for (String name : names) {
      String mine = ours.get(name);
      String other = theirs.get(name);
      if (Objects.equals(mine, other)) {
        agreed.put(name, mine);
        continue;
      }
      if (mine == null && other.equals(base.get(name))) {
        // Taken over before; we have no place of our own for it.
        continue;
      }
      Decision decision = decide(name, base.get(name), mine, other, customer, decided);
      decisions.add(decision);
      switch (decision.winner()) {
        case OURS -> {
          toErp.put(name, mine);
          agreed.put(name, mine);
        }
        case THEIRS -> {
          toUs.put(name, other);
          agreed.put(name, other);
        }
        case PERSON -> {
          // Stays as it was agreed, so that it is found again until somebody decides.
        }
      }
    }
    agreed.values().removeIf(Objects::isNull);
    return new Outcome(toErp, toUs, agreed, decisions);
  }

  private static Decision decide(
      String name,
      String base,
      String ours,
      String theirs,
      CustomerProfile customer,
      Map<String, Winner> decided) {
    Winner person = decided.get(name);
    if (person != null && person != Winner.PERSON) {
      return new Decision(name, base, ours, theirs, person, "decided_by_person");
    }
    // What we never knew is no wish to empty the ERP's field, and the other way round.
    if (ours == null) {
      return new Decision(name, base, null, theirs, Winner.THEIRS, "only_theirs_known");
    }
    if (theirs == null) {
      return new Decision(name, base, ours, null, Winner.OURS, "only_ours_known");
    }
    Strategy strategy = STRATEGIES.getOrDefault(name, Strategy.LATEST);
    if (strategy == Strategy.ERP_ALWAYS) {
      return new Decision(name, base, ours, theirs, Winner.THEIRS, "erp_always");
    }
    if (strategy == Strategy.OURS_ALWAYS) {
      return new Decision(name, base, ours, theirs, Winner.OURS, "ours_always");
    }
    if (theirs.equals(base)) {
      return new Decision(name, base, ours, theirs, Winner.OURS, "only_ours_changed");
    }
    boolean verified = customer.verified(name);
    if (ours.equals(base) && !verified) {
      return new Decision(name, base, ours, theirs, Winner.THEIRS, "only_theirs_changed");
    }
    if (strategy == Strategy.ERP_UNLESS_VERIFIED) {
      return verified
          ? new Decision(name, base, ours, theirs, Winner.OURS, "ours_verified")
          : new Decision(name, base, ours, theirs, Winner.THEIRS, "erp_unless_verified");
    }
    return new Decision(name, base, ours, theirs, Winner.PERSON, "both_changed");
  }
}
