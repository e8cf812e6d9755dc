package io.kefu.rag.evaluation;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.embedding.BgeSmallZh;
import io.kefu.rag.embedding.Embedded;
import io.kefu.rag.embedding.TokenVectors;
import io.kefu.rag.index.IndexedDocument;
import io.kefu.rag.index.LuceneEngine;
import io.kefu.rag.index.RetrievalEngine;
import io.kefu.rag.index.RetrievalEngine.Query;
import io.kefu.rag.index.Watermark;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.VectorizedEntry;
import io.kefu.rag.search.Ranking;
import io.kefu.rag.text.TextNormalizer;
import io.kefu.rag.text.TextProfile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Measures retrieval with many passages: time to embed, to build the index, to open it again, and
 * to search it, stage by stage; memory. Passages are made of the words of a trade, which makes
 * every word a frequent one: harder than real text. The vectors of the first ones come from the
 * model, the others are moved away from those, so that the graph has neighbourhoods like a real one
 * without hours of embedding.
 *
 * <pre>LoadCommand [PASSAGES] [EMBEDDED] [FOLDER]</pre>
 *
 * With a folder the index is kept there, and searched again by the next run.
 */
public final class LoadCommand {

  private static final String TENANT = "load";
  private static final int BATCH = 1_000;
  private static final int SEARCHES = 2_000;
  private static final int WARM_UP = 300;
  private static final int QUESTIONS = 200;
  private static final long CACHE_BYTES = 32L << 20;

  /** Part of a made vector that is its own: the rest is its model's. */
  private static final double MOVED = 0.6;

  private static final String[] THINGS = {
    "直流桩", "交流桩", "充电枪", "主机", "终端", "电缆", "断路器", "变压器", "模块", "屏幕", "计费板", "急停按钮", "接地线", "风扇",
    "防雷器", "接触器", "电表", "读卡器", "天线", "基础", "机柜", "滤网", "绝缘检测", "枪线"
  };
  private static final String[] ACTIONS = {
    "安装", "更换", "检查", "清洁", "升级", "复位", "调试", "运输", "验收", "保养", "返修", "选型", "报价", "接线", "搬运", "存放"
  };
  private static final String[] PLACES = {
    "小区车位", "高速服务区", "物流园", "公交场站", "地下车库", "商场", "矿区", "港口", "机场", "学校", "医院", "加油站"
  };
  private static final String[] RULES = {
    "需要先断开上级开关并挂牌", "应由持证电工完成", "每半年记录一次读数", "环境湿度不得高于百分之九十五", "完成后拍照上传平台",
    "力矩按照手册第三章的数值", "须有两人在场", "备件由区域仓库发出", "费用按照年度协议结算", "发现异响立即停机"
  };

  private final Random random = new Random(20_261_122);
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private LoadCommand() {}

  /** Runs the command. */
  public static void main(String[] args) throws IOException {
    int passages = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int embedded = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
    Optional<Path> kept = args.length > 2 ? Optional.of(Path.of(args[2])) : Optional.empty();
    new LoadCommand().run(passages, Math.min(embedded, passages), kept);
  }

  private void run(int passages, int embedded, Optional<Path> kept) throws IOException {
    Path folder = kept.isPresent() ? kept.get() : Files.createTempDirectory("kefu-load");
    try (BgeSmallZh model = new BgeSmallZh(1)) {
      if (kept.isEmpty() || !Files.exists(folder)) {
        build(folder, passages, embed(model, embedded));
      }
      final long opening = System.nanoTime();
      LuceneEngine engine = new LuceneEngine(folder, false, model.model(), CACHE_BYTES);
      boolean whole = engine.watermark(TENANT).revision() == batches(passages);
      say("open after a restart", "%.0f ms, %s", millis(opening), whole ? "whole" : "NOT WHOLE");
      search(engine, model);
      engine.close();
    } finally {
      if (kept.isEmpty()) {
        delete(folder);
      }
    }
    memory();
  }

  private List<Embedded> embed(BgeSmallZh model, int count) {
    List<Embedded> vectors = new ArrayList<>(count);
    long start = System.nanoTime();
    long characters = 0;
    for (int i = 0; i < count; i++) {
      String text = TextNormalizer.normalize(passage(i).summaryText());
      characters += text.length();
      vectors.add(model.embed(text));
    }
    say(
        "embedding",
        "%.1f ms a passage of %d characters (one thread)",
        millis(start) / count,
        characters / count);
    return vectors;
  }

  private void build(Path folder, int passages, List<Embedded> known) throws IOException {
    long start = System.nanoTime();
    LuceneEngine engine = new LuceneEngine(folder, false, BgeSmallZh.MODEL, CACHE_BYTES);
    for (int batch = 0; batch < batches(passages); batch++) {
      List<VectorizedEntry> entries = new ArrayList<>(BATCH);
      for (int i = batch * BATCH; i < Math.min(passages, (batch + 1) * BATCH); i++) {
        Embedded text = i < known.size() ? known.get(i) : moved(known.get(i % known.size()));
        entries.add(passage(passage(i), text));
      }
      IndexedDocument document =
          new IndexedDocument("kb" + batch % 2, "d" + batch, batch + 1, entries);
      engine.apply(TENANT, List.of(document), new Watermark("load", batch + 1));
    }
    say("index of " + passages + " passages", "%.0f s", millis(start) / 1_000);
    try (BgeSmallZh model = new BgeSmallZh(1)) {
      say("before it is one segment", "");
      search(engine, model);
    }
    final long compacting = System.nanoTime();
    engine.compact(TENANT);
    say("one segment of all", "%.0f s", millis(compacting) / 1_000);
    final long one = System.nanoTime();
    engine.apply(
        TENANT,
        List.of(
            new IndexedDocument(
                "kb", "late", 1, List.of(passage(passage(passages), known.getFirst())))),
        new Watermark("load", batches(passages)));
    say("one document more, until it is found", "%.0f ms", millis(one));
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes = files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
      say("on disk", "%d MB", bytes >> 20);
    }
    engine.close();
  }

  private void search(LuceneEngine engine, BgeSmallZh model) {
    List<String> questions = new ArrayList<>();
    List<Embedded> vectors = new ArrayList<>();
    for (int i = 0; i < QUESTIONS; i++) {
      questions.add(pick(PLACES) + "的" + pick(THINGS) + "怎么" + pick(ACTIONS));
      vectors.add(model.embed(TextProfile.ofQuestion(questions.getLast()).normalized()));
    }
    Map<String, double[]> stages = new LinkedHashMap<>();
    for (int i = -WARM_UP; i < SEARCHES; i++) {
      int question = random.nextInt(QUESTIONS);
      int at = i;
      once(engine, questions.get(question), vectors.get(question))
          .forEach(
              (stage, millis) -> {
                if (at >= 0) {
                  stages.computeIfAbsent(stage, none -> new double[SEARCHES])[at] = millis;
                }
              });
    }
    stages.forEach((stage, millis) -> say(stage, percentiles(millis)));
  }

  /** What the service does with a question, but for embedding it; milliseconds of each stage. */
  private static Map<String, Double> once(LuceneEngine engine, String question, Embedded embedded) {
    Map<String, Double> stages = new LinkedHashMap<>();
    final long start = System.nanoTime();
    TextProfile typed = TextProfile.ofQuestion(question);
    TextProfile profile = typed.corrected(engine.spelled(TENANT, typed.normalized()));
    stages.put("  taking the question apart", millis(start));
    long searching = System.nanoTime();
    RetrievalEngine.Found found =
        engine.search(TENANT, query(profile, Optional.of(embedded.vector())));
    stages.put("  both stages, candidates read", millis(searching));
    long ranking = System.nanoTime();
    if (Ranking.rank(profile, found, Optional.of(embedded), List.of()).isEmpty()) {
      throw new IllegalStateException("nothing found for " + question);
    }
    stages.put("  ranking", millis(ranking));
    stages.put("hybrid search, all", millis(start));
    final long filtered = System.nanoTime();
    Ranking.rank(
        profile,
        engine.search(
            TENANT,
            new Query(
                profile,
                Optional.of(embedded.vector()),
                Set.of("kb1"),
                Set.of(),
                Optional.of(Instant.now()),
                Set.of())),
        Optional.of(embedded),
        List.of());
    stages.put("hybrid search in one of two knowledge bases", millis(filtered));
    final long degraded = System.nanoTime();
    Ranking.rank(
        profile,
        engine.search(TENANT, query(profile, Optional.empty())),
        Optional.empty(),
        List.of());
    stages.put("keywords only, ranked", millis(degraded));
    return stages;
  }

  private static Query query(TextProfile profile, Optional<float[]> vector) {
    return new Query(profile, vector, Set.of(), Set.of(), Optional.of(Instant.now()), Set.of());
  }

  private KnowledgeEntry passage(int number) {
    Random own = new Random(number);
    String content =
        PLACES[own.nextInt(PLACES.length)]
            + "的"
            + THINGS[own.nextInt(THINGS.length)]
            + ACTIONS[own.nextInt(ACTIONS.length)]
            + RULES[own.nextInt(RULES.length)]
            + "，"
            + THINGS[own.nextInt(THINGS.length)]
            + RULES[own.nextInt(RULES.length)]
            + "。编号 "
            + number
            + "。";
    return new KnowledgeEntry(
        "p" + number, EntryKind.CHUNK, "手册", List.of(), content, false, List.of());
  }

  private static VectorizedEntry passage(KnowledgeEntry entry, Embedded text) {
    return new VectorizedEntry(
        entry, List.of(), text.vector(), text.vector(), text.tokens(), TokenVectors.NONE);
  }

  /** Its tokens stay: what they cost does not depend on what they are. */
  private Embedded moved(Embedded text) {
    return new Embedded(moved(text.vector()), text.tokens());
  }

  private float[] moved(float[] vector) {
    float[] result = new float[vector.length];
    double scale = MOVED / Math.sqrt(vector.length);
    double length = 0;
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) (vector[i] + scale * random.nextGaussian());
      length += result[i] * result[i];
    }
    for (int i = 0; i < result.length; i++) {
      result[i] /= (float) Math.sqrt(length);
    }
    return result;
  }

  private void memory() throws IOException {
    Runtime runtime = Runtime.getRuntime();
    say(
        "heap in use, of the most there may be",
        "%d of %d MB",
        (runtime.totalMemory() - runtime.freeMemory()) >> 20,
        runtime.maxMemory() >> 20);
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)) {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmRSS") || line.startsWith("VmHWM") || line.startsWith("RssAnon")) {
          out.println(line.replaceAll("\\s+", " "));
        }
      }
    }
  }

  private String pick(String[] words) {
    return words[random.nextInt(words.length)];
  }

  private static int batches(int passages) {
    return (passages + BATCH - 1) / BATCH;
  }

  private static String percentiles(double[] millis) {
    Arrays.sort(millis);
    return String.format(
        Locale.ROOT,
        "p50 %.2f ms, p95 %.2f ms, p99 %.2f ms",
        millis[millis.length / 2],
        millis[millis.length * 95 / 100],
        millis[millis.length * 99 / 100]);
  }

  private static double millis(long since) {
    return (System.nanoTime() - since) / 1e6;
  }

  private void say(String what, String format, Object... values) {
    out.println(what + ": " + String.format(Locale.ROOT, format, values));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
