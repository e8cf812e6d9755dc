package io.kefu.agent.wechat.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.agent.wechat.ui.Picture;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AvatarSideTest {

  @Test
  void busyEdgeIsTheSenders() {
    Side theirs = AvatarSide.of(avatar(0xF5F5F5), plain(0xF5F5F5), 0, 60);
    Side ours = AvatarSide.of(plain(0x191919), avatar(0x191919), 0, 60);

    assertThat(theirs).isEqualTo(Side.THEIRS);
    assertThat(ours).isEqualTo(Side.OURS);
  }

  @Test
  void plainOrEquallyBusyEdgesTellNothing() {
    Side plain = AvatarSide.of(plain(0xFFFFFF), plain(0xFFFFFF), 0, 60);
    Side both = AvatarSide.of(avatar(0xFFFFFF), avatar(0xFFFFFF), 0, 60);
    Side outside = AvatarSide.of(avatar(0xFFFFFF), plain(0xFFFFFF), 200, 260);

    assertThat(plain).isEqualTo(Side.UNKNOWN);
    assertThat(both).isEqualTo(Side.UNKNOWN);
    assertThat(outside).isEqualTo(Side.UNKNOWN);
  }

  @Test
  void otherRowsDoNotCount() {
    Picture left = avatar(0xFFFFFF);

    Side below = AvatarSide.of(left, plain(0xFFFFFF), 60, 120);

    assertThat(below).isEqualTo(Side.UNKNOWN);
  }

  private static Picture plain(int colour) {
    int[] rgb = new int[64 * 120];
    Arrays.fill(rgb, colour);
    return new Picture(64, 120, rgb);
  }

  private static Picture avatar(int colour) {
    Picture picture = plain(colour);
    for (int y = 10; y < 46; y++) {
      for (int x = 14; x < 50; x++) {
        picture.rgb()[y * 64 + x] = 0x8040C0 + x;
      }
    }
    return picture;
  }
}
