package io.kefu.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds records, schemas and examples together. */
class ContractsTest {

  private static final Path SCHEMAS = Path.of("src/main/resources/schemas");
  private static final Path EXAMPLES = Path.of("src/test/resources/examples");
  private static final Path SOURCES = Path.of("src/main/java/io/kefu/contracts");

  private static final JsonSchemaFactory SCHEMA_FACTORY =
      JsonSchemaFactory.getInstance(
          SpecVersion.VersionFlag.V202012,
          builder ->
              builder.schemaMappers(
                  mappers -> mappers.mapPrefix("https://kefu.io/schemas/", "classpath:/schemas/")));

  /** The mapper every module configures; see package-info. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  static Stream<Path> schemas() throws IOException {
    return files(SCHEMAS, ".schema.json").filter(path -> !path.endsWith("frame.schema.json"));
  }

  static Stream<Path> examples() throws IOException {
    return files(EXAMPLES, ".json");
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void schemaNamesExactlyTheRecordsComponents(Path schemaFile) throws Exception {
    JsonNode schema = MAPPER.readTree(schemaFile.toFile());
    Class<?> record = recordOf(schemaFile);

    Set<String> properties = names(schema.get("properties"));

    assertThat(properties)
        .isEqualTo(
            Arrays.stream(record.getRecordComponents())
                .map(component -> snakeCase(component.getName()))
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void schemaListsExactlyTheEnumConstants(Path schemaFile) throws Exception {
    JsonNode properties = MAPPER.readTree(schemaFile.toFile()).get("properties");
    for (RecordComponent component : recordOf(schemaFile).getRecordComponents()) {
      if (!component.getType().isEnum()) {
        continue;
      }
      JsonNode listed = properties.get(snakeCase(component.getName())).get("enum");
      List<String> constants =
          Arrays.stream(component.getType().getEnumConstants())
              .map(constant -> MAPPER.convertValue(constant, String.class))
              .toList();

      assertThat(MAPPER.convertValue(listed, String[].class)).containsExactlyElementsOf(constants);
    }
  }

  @Test
  void everyRecordOnTheWireHasASchemaAndAnExample() throws Exception {
    Set<String> notOnTheWireAlone = Set.of("Frame", "ChatKey");
    List<String> records =
        files(SOURCES, ".java")
            .filter(ContractsTest::declaresRecord)
            .map(path -> path.getFileName().toString().replace(".java", ""))
            .filter(name -> !notOnTheWireAlone.contains(name))
            .sorted()
            .toList();

    List<String> described =
        schemas().map(path -> recordOf(path).getSimpleName()).sorted().toList();
    Set<String> shown =
        examples().map(path -> recordOf(path).getSimpleName()).collect(Collectors.toSet());

    assertThat(described).isEqualTo(records);
    assertThat(shown).containsExactlyInAnyOrderElementsOf(records);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void exampleIsValidAndSurvivesARoundTrip(Path exampleFile) throws Exception {
    JsonNode example = MAPPER.readTree(exampleFile.toFile());
    JsonSchema schema = schemaOf(exampleFile);

    Object read = MAPPER.treeToValue(example, recordOf(exampleFile));
    JsonNode written = MAPPER.readTree(MAPPER.writeValueAsString(read));

    assertThat(schema.validate(example)).isEmpty();
    assertThat(written).isEqualTo(example);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void unknownFieldIsIgnored(Path exampleFile) throws Exception {
    ObjectNode example = (ObjectNode) MAPPER.readTree(exampleFile.toFile());
    ObjectNode newer = example.deepCopy().put("field_of_a_later_version", 1);
    Class<?> record = recordOf(exampleFile);

    Object read = MAPPER.treeToValue(newer, record);

    assertThat(read).isEqualTo(MAPPER.treeToValue(example, record));
    assertThat(schemaOf(exampleFile).validate(newer)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void schemaAndRecordAgreeOnWhatIsRequired(Path exampleFile) throws Exception {
    ObjectNode example = (ObjectNode) MAPPER.readTree(exampleFile.toFile());
    Class<?> record = recordOf(exampleFile);
    for (RecordComponent component : record.getRecordComponents()) {
      String name = snakeCase(component.getName());
      if (component.getType().isPrimitive() || !example.has(name)) {
        continue;
      }
      ObjectNode without = example.deepCopy();
      without.remove(name);

      boolean schemaAccepts = schemaOf(exampleFile).validate(without).isEmpty();

      if (schemaAccepts) {
        assertThat(MAPPER.treeToValue(without, record)).as(name).isNotNull();
      } else {
        assertThatThrownBy(() -> MAPPER.treeToValue(without, record)).as(name).isNotNull();
      }
    }
  }

  @Test
  void frameSchemaChecksThePayloadOfItsType() throws Exception {
    JsonSchema frame = schema("frame/frame.schema.json");
    JsonNode hello = MAPPER.readTree(EXAMPLES.resolve("frame/hello.json").toFile());
    ObjectNode good = MAPPER.createObjectNode().put("type", "hello");
    good.set("payload", hello);
    good.set("metadata", MAPPER.createObjectNode().put("agent_id", "a1").put("version", "2.0"));
    ObjectNode mislabelled = good.deepCopy().put("type", "message");

    assertThat(frame.validate(good)).isEmpty();
    assertThat(frame.validate(mislabelled)).isNotEmpty();
  }

  @Test
  void chatKeyKeepsSlashesOfTheChat() {
    ChatKey key = new ChatKey("demo", "agent_001", "项目/一期/群");

    assertThat(ChatKey.parse(key.toRecordKey())).isEqualTo(key);
  }

  @Test
  void chatKeyRefusesASlashInTheAgent() {
    assertThatThrownBy(() -> new ChatKey("demo", "a/b", "c"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static JsonSchema schemaOf(Path file) {
    Path relative = file.startsWith(SCHEMAS) ? SCHEMAS.relativize(file) : EXAMPLES.relativize(file);
    String base = relative.getFileName().toString().replaceAll("(\\.schema)?\\.json$", "");
    while (!base.isEmpty()) {
      String candidate = relative.getParent() + "/" + base + ".schema.json";
      if (Files.exists(SCHEMAS.resolve(candidate))) {
        return schema(candidate);
      }
      base = base.substring(0, Math.max(0, base.lastIndexOf('-')));
    }
    throw new AssertionError("no schema for " + file);
  }

  private static JsonSchema schema(String path) {
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    return SCHEMA_FACTORY.getSchema(SchemaLocation.of("https://kefu.io/schemas/" + path), config);
  }

  private static Class<?> recordOf(Path file) {
    JsonNode schema = schemaOf(file).getSchemaNode();
    String location = schema.get("$id").asText().replace("https://kefu.io/schemas/", "");
    String name =
        "io.kefu.contracts."
            + location.substring(0, location.indexOf('/'))
            + "."
            + schema.get("title").asText();
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError("schema without a record: " + file, e);
    }
  }

  private static boolean declaresRecord(Path source) {
    try {
      return Files.readString(source).contains("public record ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> files(Path root, String suffix) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> path.toString().endsWith(suffix)).sorted().toList().stream();
    }
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String snakeCase(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
