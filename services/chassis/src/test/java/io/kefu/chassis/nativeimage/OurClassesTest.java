package io.kefu.chassis.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.chassis.problem.Problem;
import io.kefu.contracts.event.MessageIn;
import io.kefu.contracts.event.ReplyOutKind;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What Jackson meets is registered for native executables, in folders and in jars. */
class OurClassesTest {

  private static final List<Path> CLASS_PATH =
      Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(Path::of)
          .toList();

  @Test
  void everyEventAndEveryValueOfTheirsIsFound() {
    assertThat(OurClasses.on(CLASS_PATH))
        .contains(MessageIn.class.getName(), ReplyOutKind.class.getName(), Problem.class.getName())
        .allMatch(name -> name.startsWith("io.kefu."))
        .hasSizeGreaterThan(100);
  }

  @Test
  void onlyWhatJacksonMayMeetIsRegistered() {
    assertThat(JsonRegistration.isJson(MessageIn.class)).isTrue();
    assertThat(JsonRegistration.isJson(ReplyOutKind.class)).isTrue();
    assertThat(JsonRegistration.isJson(OurClasses.class)).isFalse();
  }

  @Test
  void theBuildOfAnExecutableIsToldOfIt() throws IOException {
    Properties told = new Properties();
    try (InputStream file =
        JsonRegistration.class.getResourceAsStream(
            "/META-INF/native-image/io.kefu/kefu-service-chassis/native-image.properties")) {
      told.load(file);
    }

    assertThat(told.getProperty("Args"))
        .isEqualTo("--features=" + JsonRegistration.class.getName());
  }
}
