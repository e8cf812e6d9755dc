package io.kefu.agent.wechat.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.agent.wechat.SendResult;
import io.kefu.agent.wechat.screen.ScreenRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SendProcedureTest {

  private final PlayedScreen screen = new PlayedScreen();
  private final SendProcedure procedure =
      new SendProcedure(screen, SendTimes.DEFAULT, screen.clock(), screen::pause);

  @BeforeEach
  void twoChats() {
    screen.chats.put("张先生", new ArrayList<>(List.of(ScreenRow.theirs("", "保修多久？"))));
    screen.chats.put("李女士", new ArrayList<>());
    screen.open = "李女士";
  }

  @AfterEach
  void clipboardIsTheUsersAgain() {
    assertThat(screen.clipboard).isEqualTo("what the user copied");
  }

  @Test
  void opensTheChatSendsAndFindsItsRow() {
    SendResult result = send("保修两年。");

    assertThat(result).isEqualTo(new SendResult.Sent());
    assertThat(screen.chats.get("张先生")).last().isEqualTo(ScreenRow.own("保修两年。"));
    assertThat(screen.chats.get("李女士")).isEmpty();
  }

  @Test
  void severalLinesComeBackWithOtherLineEnds() {
    screen.pasteGarbles = "一\r二";

    SendResult result = send("一\n二\n");

    assertThat(result).isEqualTo(new SendResult.Sent());
  }

  @Test
  void mentionIsWrittenInFront() {
    procedure.send("张先生", Optional.of("王工"), "请看手册。");

    assertThat(screen.chats.get("张先生")).last().isEqualTo(ScreenRow.own("@王工\u2005请看手册。"));
  }

  @Test
  void sameTextAsTheLastOwnRowIsStillProven() {
    screen.chats.get("张先生").add(ScreenRow.own("好的"));
    screen.rowNeverAppears = true;

    SendResult result = send("好的");

    assertThat(result).isEqualTo(new SendResult.Unknown("own_row_not_found", "look into the chat"));
  }

  @Test
  void newRowIsFoundWhenTheListShowsAWindowOnly() {
    screen.windowRows = 2;
    screen.chats.get("张先生").add(ScreenRow.own("好的"));
    screen.chats.get("张先生").add(ScreenRow.theirs("", "还有呢？"));

    SendResult result = send("好的");

    assertThat(result).isEqualTo(new SendResult.Sent());
  }

  @Test
  void anotherTitleIsNeverTypedInto() {
    screen.opensInstead = "李女士";

    SendResult result = send("保修两年。");

    assertFailed(result, "title_mismatch");
    assertThat(screen.log).doesNotContain("paste", "send");
  }

  @Test
  void titleIsReadAgainRightBeforeTheKey() {
    screen.userClicksAfterPaste = "李女士";
    screen.drafts.put("李女士", "保修两年。");

    SendResult result = send("保修两年。");

    assertFailed(result, "title_changed");
    assertThat(screen.log).doesNotContain("send");
  }

  @Test
  void missingAndAmbiguousChatsAreNotGuessed() {
    SendResult missing = procedure.send("陌生人", Optional.empty(), "x");
    assertFailed(missing, "chat_not_found");

    screen.ambiguous = true;
    SendResult ambiguous = send("x");

    assertFailed(ambiguous, "chat_ambiguous");
    assertThat(screen.log).doesNotContain("paste");
  }

  @Test
  void lockedScreenAndActiveUserAreRespected() {
    screen.locked = true;
    SendResult locked = send("x");
    assertFailed(locked, "screen_locked");

    screen.locked = false;
    screen.userActive = true;
    SendResult active = send("x");

    assertFailed(active, "user_is_typing");
    assertThat(screen.log).isEmpty();
  }

  @Test
  void personsDraftIsLeftAlone() {
    screen.drafts.put("张先生", "我正在写");

    SendResult result = send("x");

    assertFailed(result, "draft_present");
    assertThat(screen.drafts).containsEntry("张先生", "我正在写");
  }

  @Test
  void garbledPasteIsTakenBack() {
    screen.pasteGarbles = "保修两";

    SendResult result = send("保修两年。");

    assertFailed(result, "read_back_mismatch");
    assertThat(screen.drafts).containsEntry("张先生", "");
    assertThat(screen.log).doesNotContain("send");
  }

  @Test
  void wrongSendKeyIsRecognisedAndTakenBack() {
    screen.enterBreaksLine = true;

    SendResult result = send("x");

    assertFailed(result, "wrong_send_key");
    assertThat(screen.drafts).containsEntry("张先生", "");
  }

  @Test
  void keyThatDoesNothingIsUnknown() {
    screen.enterIsLost = true;

    SendResult result = send("x");

    assertUnknown(result, "input_not_emptied");
  }

  @Test
  void rowMarkedAsNotSentIsFailed() {
    screen.rowFails = true;

    SendResult result = send("x");

    assertFailed(result, "wechat_refused");
  }

  @Test
  void windowLostBeforeTheKeyIsFailedAndAfterItUnknown() {
    for (String moment : List.of("title", "open", "input", "paste")) {
      screen.lostAt = moment;
      screen.log.clear();
      assertFailed(send("x"), "screen_lost");
      assertThat(screen.log).doesNotContain("send");
      screen.open = "李女士";
      screen.drafts.clear();
    }
    screen.lostAt = "after_send";
    screen.log.clear();

    SendResult result = send("x");

    assertUnknown(result, "screen_lost");
  }

  @Test
  void windowLostByTheKeyItselfIsUnknown() {
    screen.lostAt = "send";

    SendResult result = send("x");

    assertUnknown(result, "screen_lost");
  }

  private SendResult send(String text) {
    return procedure.send("张先生", Optional.empty(), text);
  }

  private static void assertFailed(SendResult result, String code) {
    assertThat(result).isInstanceOf(SendResult.Failed.class);
    assertThat(((SendResult.Failed) result).code()).isEqualTo(code);
  }

  private static void assertUnknown(SendResult result, String code) {
    assertThat(result).isInstanceOf(SendResult.Unknown.class);
    assertThat(((SendResult.Unknown) result).code()).isEqualTo(code);
  }
}
