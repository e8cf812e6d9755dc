package io.kefu.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.e2e.history.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A line of the fault table.
 *
 * @param fault what was done
 * @param findings what the checker found
 * @param byModel answers that the simulated model wrote meanwhile
 */
record FaultResult(String fault, Findings findings, int byModel) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final String COLUMNS = "%-32s" + " %9s".repeat(14);

  static String heading() {
    return COLUMNS.formatted(
        "fault",
        "typed",
        "kept",
        "answered",
        "ended",
        "lost",
        "unexpect.",
        "doubled",
        "unordered",
        "recovered",
        "unknown",
        "model",
        "next ms",
        "silent ms",
        "slowest");
  }

  @Override
  public String toString() {
    return COLUMNS.formatted(
        fault,
        findings.attempted(),
        findings.acknowledged(),
        findings.answered(),
        findings.ended(),
        findings.lost().size(),
        findings.unexpected().size(),
        findings.duplicated().size(),
        findings.unordered().size(),
        findings.recovered().size(),
        findings.unknown(),
        byModel,
        recovery(),
        findings.silenceMillis(),
        findings.slowestMillis());
  }

  private String recovery() {
    return findings.recoveryMillis().isPresent()
        ? Long.toString(findings.recoveryMillis().getAsLong())
        : "never";
  }

  /** Writes results for programs, with the ids of the messages that are in question. */
  static void write(Path file, int perSecond, List<FaultResult> results) throws IOException {
    ObjectNode report = JSON.createObjectNode();
    report.put("messages_per_second", perSecond);
    ArrayNode faults = report.putArray("faults");
    for (FaultResult result : results) {
      Findings found = result.findings();
      ObjectNode line = faults.addObject();
      line.put("fault", result.fault());
      line.put("attempted", found.attempted());
      line.put("acknowledged", found.acknowledged());
      line.put("answered", found.answered());
      line.put("ended", found.ended());
      line.put("handed_over", found.handedOver());
      line.put("unknown", found.unknown());
      line.put("written_by_model", result.byModel());
      line.set("lost", JSON.valueToTree(found.lost()));
      line.set("unexpected", JSON.valueToTree(found.unexpected()));
      line.set("duplicated", JSON.valueToTree(found.duplicated()));
      line.set("unordered", JSON.valueToTree(found.unordered()));
      line.set("recovered", JSON.valueToTree(found.recovered()));
      if (found.recoveryMillis().isPresent()) {
        line.put("recovery_ms", found.recoveryMillis().getAsLong());
      } else {
        line.putNull("recovery_ms");
      }
      line.put("silence_ms", found.silenceMillis());
      line.put("slowest_ms", found.slowestMillis());
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, JSON.writeValueAsString(report));
  }
}
