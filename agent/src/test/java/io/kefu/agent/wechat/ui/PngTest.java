package io.kefu.agent.wechat.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngTest {

  @Test
  void anotherReaderSeesTheSamePixels() throws Exception {
    int[] rgb = new int[300 * 200];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = i * 2_654_435 & 0xFFFFFF;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    Png.write(new Picture(300, 200, rgb), out);

    BufferedImage read = ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
    int[] seen = read.getRGB(0, 0, 300, 200, null, 0, 300);
    for (int i = 0; i < rgb.length; i++) {
      assertThat(seen[i] & 0xFFFFFF).isEqualTo(rgb[i]);
    }
  }
}
