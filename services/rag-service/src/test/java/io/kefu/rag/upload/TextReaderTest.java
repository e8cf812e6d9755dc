package io.kefu.rag.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextReaderTest {

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16", "GB18030"})
  void textIsReadAsItWasWritten(String charset) {
    byte[] bytes = "充电桩保修多久，质保几年？".getBytes(Charset.forName(charset));

    assertThat(TextReader.read(bytes)).contains("充电桩保修多久，质保几年？");
  }

  @Test
  void whatIsNoTextIsNotRead() {
    assertThat(TextReader.read(new byte[] {(byte) 0xFF, 0x00, 0x12})).isEmpty();
    assertThat(TextReader.read("a\0b".getBytes(StandardCharsets.UTF_8))).isEmpty();
  }
}
