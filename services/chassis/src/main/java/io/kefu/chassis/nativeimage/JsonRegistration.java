package io.kefu.chassis.nativeimage;

import org.graalvm.nativeimage.hosted.Feature;
import org.graalvm.nativeimage.hosted.RuntimeReflection;

/**
 * Registers every record and enum of ours for reflection while a native executable is built.
 * Records are what Jackson reads and writes: events on Kafka, columns of jsonb, bodies that Quarkus
 * does not see in a resource's signature. A list would be forgotten by the next record; this is
 * not.
 */
public final class JsonRegistration implements Feature {

  @Override
  public String getDescription() {
    return "Registers Kefu's records and enums for JSON";
  }

  @Override
  public void beforeAnalysis(BeforeAnalysisAccess access) {
    for (String name : OurClasses.on(access.getApplicationClassPath())) {
      Class<?> type = access.findClassByName(name);
      if (type != null && isJson(type)) {
        RuntimeReflection.register(type);
        RuntimeReflection.registerAllDeclaredConstructors(type);
        RuntimeReflection.registerAllDeclaredMethods(type);
        RuntimeReflection.registerAllDeclaredFields(type);
        if (type.isRecord()) {
          RuntimeReflection.registerAllRecordComponents(type);
        }
      }
    }
  }

  /** Whether Jackson may meet it. */
  static boolean isJson(Class<?> type) {
    return type.isRecord() || type.isEnum();
  }
}
