package io.kefu.ai.form;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.ai.guard.Figures;
import io.kefu.ai.guard.PersonalData;
import io.kefu.ai.guard.RawText;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks what a schema cannot: no text of a form holds a figure that neither the conversation nor
 * the evidence has, a raw error, or personal data that the model made up. Pure.
 */
final class FormCheck {

  private FormCheck() {}

  /**
   * What is wrong; places and rules, never values.
   *
   * @param source conversation and evidence, personal data in clear
   */
  static List<String> faults(JsonNode form, String source) {
    List<String> faults = new ArrayList<>();
    collect("$", form, source, faults);
    return faults;
  }

  private static void collect(String place, JsonNode node, String source, List<String> faults) {
    if (node.isTextual()) {
      String text = node.asText();
      if (RawText.is(text)) {
        faults.add(place + " is no text for people");
      } else if (PersonalData.hasSign(text)) {
        faults.add(place + " holds a sign that was never given");
      } else if (Figures.missing(text, source).isPresent()) {
        faults.add(place + " holds a figure that is in neither conversation nor evidence");
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(place + "[" + i + "]", node.get(i), source, faults);
      }
    } else {
      node.properties()
          .forEach(
              field -> collect(place + "." + field.getKey(), field.getValue(), source, faults));
    }
  }
}
