package io.kefu.agent.gateway;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.util.List;

/** The contract's schema of frames. */
public final class FrameSchema {

  private static final JsonSchema FRAME =
      JsonSchemaFactory.getInstance(
              SpecVersion.VersionFlag.V202012,
              builder ->
                  builder.schemaMappers(
                      mappers ->
                          mappers.mapPrefix("https://kefu.io/schemas/", "classpath:/schemas/")))
          .getSchema(
              SchemaLocation.of("https://kefu.io/schemas/frame/frame.schema.json"),
              SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());

  private FrameSchema() {}

  /** What is wrong with a frame; empty when it fits. */
  public static List<String> violations(String frame) {
    return FRAME.validate(frame, InputFormat.JSON).stream()
        .map(message -> message.getMessage() + " in " + frame)
        .toList();
  }
}
