package io.kefu.message.learning;

/** One pair as the table that rag-service reads: an approved entry. Pure. */
final class QaTable {

  private QaTable() {}

  static String of(String question, String answer) {
    // A bar or a line break in the first cell would make two questions of one.
    String asked = question.replace('|', '｜').replaceAll("\\s*\\R\\s*", " ");
    return "questions,answer,approved\n" + cell(asked) + "," + cell(answer) + ",true\n";
  }

  private static String cell(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
