package io.kefu.ai.provider;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.output.TokenUsage;
import io.kefu.ai.provider.ProviderConfig.Settings;
import io.kefu.ai.provider.ProviderConfig.Tier;
import io.kefu.ai.provider.ProviderKind.Wire;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A provider spoken to through langchain4j. Keeps one model object per key; gives up waiting at the
 * limit by interrupting the thread that waits, which closes the exchange.
 */
final class LangChainProvider implements ModelProvider {

  private static final int MAX_KEYS = 1_000;

  /** Of a text that grows; the token limit ends any answer long before. */
  private static final int MOST_CHARACTERS = 16_000;

  private record Models(ChatModel blocking, StreamingChatModel streaming) {}

  private final Map<String, Models> models = new ConcurrentHashMap<>();
  private final Map<String, Long> restUntil = new ConcurrentHashMap<>();
  private final String name;
  private final Settings settings;
  private final ChatModels factory;
  private final Ending ending;
  private final ProviderKeys keys;
  private final ExecutorService threads;

  LangChainProvider(
      String name,
      Settings settings,
      ChatModels factory,
      ProviderKeys keys,
      ExecutorService threads) {
    this.name = name;
    this.settings = settings;
    this.factory = factory;
    this.ending = factory.ending();
    this.keys = keys;
    this.threads = threads;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String model() {
    return ChatModels.model(settings);
  }

  @Override
  public Tier tier() {
    return settings.tier();
  }

  @Override
  public Duration timeout() {
    return settings.timeout();
  }

  @Override
  public int retries() {
    return settings.retries();
  }

  @Override
  public Completion complete(String tenantId, ModelCall call, Duration limit)
      throws ProviderFailure {
    ChatRequest request = request(call);
    // The key is looked up there too: a slow database is no reason to miss the limit.
    return resting(
        tenantId,
        () ->
            completion(
                await(threads.submit(() -> models(tenantId).blocking().chat(request)), limit)));
  }

  private interface Asking {
    Completion ask() throws ProviderFailure;
  }

  /** Leaves a provider alone for as long as it asked for: each tenant may have a key of its own. */
  private Completion resting(String tenantId, Asking asking) throws ProviderFailure {
    Long until = restUntil.get(tenantId);
    if (until != null && System.nanoTime() - until < 0) {
      throw new ProviderFailure(FailureKind.RESTING, null);
    }
    try {
      return asking.ask();
    } catch (ProviderFailure e) {
      if (e.kind() == FailureKind.RATE_LIMITED && e.comeAgain().isPresent()) {
        if (restUntil.size() >= MAX_KEYS) {
          restUntil.clear();
        }
        restUntil.put(tenantId, System.nanoTime() + e.comeAgain().get().toNanos());
      }
      throw e;
    }
  }

  @Override
  public Completion stream(
      String tenantId, ModelCall call, Duration limit, Consumer<String> growing)
      throws ProviderFailure {
    ThinkingFilter filter = new ThinkingFilter(growing);
    return resting(
        tenantId,
        () -> {
          Completion completion =
              completion(await(threads.submit(() -> streamed(tenantId, call, filter)), limit));
          filter.end();
          return completion;
        });
  }

  /** Reads the stream on this thread to its end; interrupting the thread ends it. */
  private ChatResponse streamed(String tenantId, ModelCall call, ThinkingFilter filter)
      throws Exception {
    CompletableFuture<ChatResponse> finished = new CompletableFuture<>();
    models(tenantId).streaming().chat(request(call), new Relay(filter, finished));
    return finished.get();
  }

  private static final class Relay implements StreamingChatResponseHandler {

    private final ThinkingFilter filter;
    private final CompletableFuture<ChatResponse> finished;
    private int characters;

    private Relay(ThinkingFilter filter, CompletableFuture<ChatResponse> finished) {
      this.filter = filter;
      this.finished = finished;
    }

    @Override
    public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
      if (finished.isDone() || Thread.currentThread().isInterrupted()) {
        // Nobody listens any more once the limit is over: buy no more tokens.
        context.streamingHandle().cancel();
      } else if ((characters += piece.text().length()) > MOST_CHARACTERS) {
        finished.completeExceptionally(new ProviderFailure(FailureKind.OVERSIZED, null));
        context.streamingHandle().cancel();
      } else {
        filter.accept(piece.text());
      }
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      finished.complete(response);
    }

    @Override
    public void onError(Throwable error) {
      finished.completeExceptionally(error);
    }
  }

  private static ChatResponse await(Future<ChatResponse> answer, Duration limit)
      throws ProviderFailure {
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new ProviderFailure(FailureKind.TIMEOUT, "after " + limit.toMillis() + " ms");
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new ProviderFailure(FailureKind.TIMEOUT, "interrupted");
    } catch (ExecutionException e) {
      throw Faults.of(e.getCause());
    }
  }

  private Models models(String tenantId) throws ProviderFailure {
    Optional<String> key =
        keys.key(tenantId, name)
            .or(settings::apiKey)
            .map(String::strip)
            .filter(written -> !written.isEmpty());
    if (key.isEmpty() && settings.kind().needsKey()) {
      throw new ProviderFailure(FailureKind.NO_KEY, null);
    }
    if (key.isPresent() && !key.get().chars().allMatch(letter -> letter > ' ' && letter < 127)) {
      // It cannot stand in a header: two lines of a file, or words in its place.
      throw new ProviderFailure(FailureKind.NOT_AUTHENTICATED, "key with blanks or signs");
    }
    if (models.size() >= MAX_KEYS) {
      models.clear();
    }
    return models.computeIfAbsent(
        key.orElse(""),
        text ->
            new Models(
                factory.blocking(settings, key.orElse(null)),
                factory.streaming(settings, key.orElse(null))));
  }

  private ChatRequest request(ModelCall call) {
    ChatRequest.Builder request =
        ChatRequest.builder()
            .messages(SystemMessage.from(call.system()), UserMessage.from(call.user()));
    if (call.jsonSchema().isPresent() && settings.kind().wire() == Wire.OPENAI) {
      request.parameters(
          OpenAiChatRequestParameters.builder()
              .customParameters(factory.parameters(settings, call.jsonSchema().get()))
              .build());
    }
    return request.build();
  }

  private Completion completion(ChatResponse response) throws ProviderFailure {
    if (response == null || response.aiMessage() == null) {
      throw new ProviderFailure(FailureKind.MALFORMED, "no message");
    }
    TokenUsage usage = response.tokenUsage();
    long in = usage == null ? 0 : count(usage.inputTokenCount());
    long out = usage == null ? 0 : count(usage.outputTokenCount());
    Optional<FailureKind> unfinished = ending.failure(response);
    if (unfinished.isPresent()) {
      throw new ProviderFailure(unfinished.get(), null, in, out);
    }
    String raw = response.aiMessage().text();
    if (raw == null || raw.isBlank()) {
      throw new ProviderFailure(FailureKind.EMPTY, null, in, out);
    }
    String text = ThinkingText.strip(raw);
    if (text.isEmpty()) {
      throw new ProviderFailure(FailureKind.THINKING_ONLY, null, in, out);
    }
    return new Completion(text, model(), in, out);
  }

  private static long count(Integer tokens) {
    return tokens == null ? 0 : Math.max(0, tokens);
  }
}
