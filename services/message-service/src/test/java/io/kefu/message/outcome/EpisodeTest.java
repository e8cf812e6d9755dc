package io.kefu.message.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.answer.Speaker;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpisodeTest {

  @ParameterizedTest(name = "{7}: {5} by {6}")
  @CsvSource({
    "2,2,0,0,ME,SOLVED,AI,false,the bot answered and nothing more was asked",
    "3,1,1,1,ME,SOLVED,HUMAN,false,an operator answered what the bot gave her",
    "2,1,0,1,ME,TRANSFERRED,AI,false,the bot handed over and nobody came",
    "2,1,0,0,THEM,UNSOLVED,AI,false,the customer had the last word",
    "1,1,0,0,ME,ABANDONED,AI,true,the customer left a question of ours unanswered",
    "1,0,0,0,THEM,UNSOLVED,SELF,false,nobody of ours said anything",
  })
  void episodeTellsHowItEnded(
      long messages,
      long ai,
      long human,
      long handovers,
      Speaker last,
      Episode.Outcome outcome,
      Episode.ResolvedBy by,
      boolean openQuestion,
      String what) {
    Episode episode = new Episode(messages, ai, human, handovers, last, openQuestion);

    assertThat(episode.outcome()).as(what).isEqualTo(outcome);
    assertThat(episode.resolvedBy()).as(what).isEqualTo(by);
  }
}
