package io.kefu.rag.ingest;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.ingest.DocumentParser.Draft;
import io.kefu.rag.ingest.DocumentParser.Drafts;
import io.kefu.rag.ingest.ParsedDocument.Fault;
import io.kefu.rag.knowledge.Validity;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads a table of questions and answers: columns {@code questions, answer} and optionally {@code
 * tags, approved, id, title, valid_from, valid_to}, in any order, by their English or Chinese
 * names. Several questions or tags stand in one cell, separated by {@code |} or line breaks. An
 * entry is approved only when its row says so.
 */
final class FaqTable {

  private enum Column {
    QUESTIONS("questions", "question", "q", "问题", "问法", "标准问", "相似问"),
    ANSWER("answer", "a", "content", "答案", "回答", "回复", "内容"),
    TAGS("tags", "tag", "category", "标签", "分类", "类别"),
    APPROVED("approved", "审核", "已审核", "审核通过", "批准"),
    ID("id", "entry_id", "编号"),
    TITLE("title", "标题"),
    VALID_FROM("valid_from", "生效日期", "生效时间"),
    VALID_TO("valid_to", "失效日期", "失效时间", "有效期至", "截止日期"),
    PLACE(DocumentParser.PLACE_COLUMN);

    private final Set<String> names;

    Column(String... names) {
      this.names = Set.of(names);
    }

    static Optional<Column> named(String header) {
      String name = header.strip().toLowerCase(Locale.ROOT);
      return Stream.of(values()).filter(column -> column.names.contains(name)).findFirst();
    }
  }

  /** Of spreadsheets in other languages, and of what is copied out of one. */
  private static final char[] OTHER_DELIMITERS = {';', '\t'};

  private static final Set<String> YES =
      Set.of("true", "yes", "y", "1", "是", "已审核", "通过", "approved");
  private static final Set<String> NO =
      Set.of("", "false", "no", "n", "0", "否", "未审核", "草稿", "draft");

  private FaqTable() {}

  static Drafts read(String name, String text) {
    List<Draft> drafts = new ArrayList<>();
    List<Fault> faults = new ArrayList<>();
    try (CSVParser rows = CSVParser.parse(new StringReader(text), format(header(text)))) {
      Map<Column, List<Integer>> columns = null;
      int width = 0;
      for (CSVRecord row : rows) {
        if (isBlank(row)) {
          continue;
        }
        if (columns == null) {
          columns = columns(row);
          width = row.size();
          if (!columns.containsKey(Column.QUESTIONS) || !columns.containsKey(Column.ANSWER)) {
            faults.add(
                new Fault("row 1", "Name the columns in the first row: questions, answer, …"));
            break;
          }
        } else if (hasMoreThan(width, row)) {
          faults.add(
              new Fault(
                  place(row, columns),
                  "It has more cells than the table has columns: put quotes around a text that has"
                      + " commas in it."));
        } else {
          addRow(name, row, columns, drafts, faults);
        }
      }
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      faults.add(new Fault("document", "It is no readable table: " + reason(e)));
    }
    return new Drafts(drafts, faults);
  }

  /** Empty lines count, as they do in a spreadsheet. */
  private static String place(CSVRecord row, Map<Column, List<Integer>> columns) {
    String named = cell(row, columns, Column.PLACE);
    return named.isEmpty() ? "row " + row.getRecordNumber() : named;
  }

  private static boolean isBlank(CSVRecord row) {
    return row.stream().allMatch(String::isBlank);
  }

  private static boolean hasMoreThan(int width, CSVRecord row) {
    return row.stream().skip(width).anyMatch(cell -> !cell.isBlank());
  }

  private static String header(String text) {
    return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
  }

  /** Columns are divided by whatever divides the names of the columns most often. */
  private static CSVFormat format(String header) {
    char delimiter = ',';
    for (char other : OTHER_DELIMITERS) {
      delimiter = count(header, other) > count(header, delimiter) ? other : delimiter;
    }
    return CSVFormat.DEFAULT
        .builder()
        .setDelimiter(delimiter)
        .setIgnoreEmptyLines(false)
        .setTrim(true)
        .get();
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(one -> one == wanted).count();
  }

  private static Map<Column, List<Integer>> columns(CSVRecord header) {
    Map<Column, List<Integer>> columns = new HashMap<>();
    for (int i = 0; i < header.size(); i++) {
      int index = i;
      Column.named(header.get(i))
          .ifPresent(
              column -> columns.computeIfAbsent(column, none -> new ArrayList<>()).add(index));
    }
    return columns;
  }

  private static void addRow(
      String name,
      CSVRecord row,
      Map<Column, List<Integer>> columns,
      List<Draft> drafts,
      List<Fault> faults) {
    String place = place(row, columns);
    String approved = cell(row, columns, Column.APPROVED).toLowerCase(Locale.ROOT);
    if (!YES.contains(approved) && !NO.contains(approved)) {
      faults.add(new Fault(place, "approved is true or false."));
    }
    List<String> questions =
        columns.get(Column.QUESTIONS).stream()
            .filter(index -> index < row.size())
            .flatMap(index -> values(row.get(index)))
            .distinct()
            .toList();
    String title = cell(row, columns, Column.TITLE);
    drafts.add(
        new Draft(
            place,
            cell(row, columns, Column.ID),
            EntryKind.QA,
            title.isEmpty() ? name : title,
            questions,
            cell(row, columns, Column.ANSWER),
            YES.contains(approved),
            values(cell(row, columns, Column.TAGS)).toList(),
            validity(place, row, columns, faults)));
  }

  static boolean startsWithHeader(String text) {
    String header = header(text);
    try (CSVParser rows = CSVParser.parse(new StringReader(header), format(header))) {
      return rows.stream().findFirst().map(row -> isHeader(row.toList())).orElse(false);
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      return false;
    }
  }

  static boolean isQuestionColumn(String name) {
    return Column.named(name).filter(Column.QUESTIONS::equals).isPresent();
  }

  static boolean isAnswerColumn(String name) {
    return Column.named(name).filter(Column.ANSWER::equals).isPresent();
  }

  static boolean isHeader(List<String> row) {
    List<Column> named = row.stream().flatMap(cell -> Column.named(cell).stream()).toList();
    return named.contains(Column.QUESTIONS) && named.contains(Column.ANSWER);
  }

  private static Validity validity(
      String place, CSVRecord row, Map<Column, List<Integer>> columns, List<Fault> faults) {
    try {
      return TableDates.validity(
          cell(row, columns, Column.VALID_FROM), cell(row, columns, Column.VALID_TO));
    } catch (IllegalArgumentException e) {
      faults.add(new Fault(place, e.getMessage()));
      return Validity.ALWAYS;
    }
  }

  private static String cell(CSVRecord row, Map<Column, List<Integer>> columns, Column column) {
    List<Integer> at = columns.getOrDefault(column, List.of());
    return at.isEmpty() || at.getFirst() >= row.size() ? "" : row.get(at.getFirst()).strip();
  }

  private static Stream<String> values(String cell) {
    return Stream.of(cell.split("[|｜\\r\\n]+")).map(String::strip).filter(v -> !v.isEmpty());
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? "check its quotes." : message.lines().findFirst().orElse("");
  }
}
