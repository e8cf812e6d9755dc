package io.kefu.agent.wechat.selector;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import io.kefu.agent.json.JsonObject;
import io.kefu.agent.wechat.ChatMessage;
import io.kefu.agent.wechat.ui.UiKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads selector files and refuses those that no agent could work with. Pure. */
public final class SelectorFile {

  /** The longest file, in characters. */
  public static final int MAX_LENGTH = 64 * 1024;

  private static final int MAX_PATTERN = 200;

  private SelectorFile() {}

  /**
   * Reads a file's text.
   *
   * @throws BadJson with the place of the mistake
   */
  public static Selectors parse(String text) throws BadJson {
    if (text.length() > MAX_LENGTH) {
      throw new BadJson("a selector file has at most " + MAX_LENGTH + " characters");
    }
    return of(Json.read(text));
  }

  /**
   * Reads what a file or the server's command holds.
   *
   * @throws BadJson with the place of the mistake
   */
  public static Selectors of(JsonObject file) throws BadJson {
    long version = file.integer("version", 0);
    if (version < 1) {
      throw new BadJson("version must be 1 or more");
    }
    JsonObject clients = file.object("clients");
    return new Selectors(
        version, client("V39", clients.object("V39")), client("V4", clients.object("V4")));
  }

  private static ClientSelectors client(String place, JsonObject client) throws BadJson {
    try {
      return new ClientSelectors(
          names(client, "programs"),
          names(client, "main_classes"),
          names(client, "login_classes"),
          names(client, "root_classes"),
          names(client, "login_root_classes"),
          elements(client.object("elements")),
          pattern("unread", client.text("unread")),
          patterns(client, "session_noise"),
          kinds(client, "kind_by_class"),
          kinds(client, "kind_by_prefix"),
          pattern("quote", client.text("quote")),
          names(client, "not_chats"),
          names(client, "search_ends"));
    } catch (BadJson e) {
      throw new BadJson("clients." + place + ": " + e.getMessage());
    }
  }

  private static Map<ClientSelectors.Part, Selector> elements(JsonObject elements) throws BadJson {
    Map<ClientSelectors.Part, Selector> selectors = new EnumMap<>(ClientSelectors.Part.class);
    for (String name : elements.asMap().keySet()) {
      ClientSelectors.Part part = part(name);
      selectors.put(part, selector(name, elements.object(name)));
    }
    for (ClientSelectors.Part part : ClientSelectors.Part.values()) {
      if (part.required() && !selectors.containsKey(part)) {
        throw new BadJson("elements." + part.name().toLowerCase(Locale.ROOT) + " is missing");
      }
    }
    for (Map.Entry<ClientSelectors.Part, Selector> entry : selectors.entrySet()) {
      refuseCircle(entry.getKey(), selectors);
    }
    return selectors;
  }

  private static void refuseCircle(
      ClientSelectors.Part from, Map<ClientSelectors.Part, Selector> all) throws BadJson {
    Optional<String> in = all.get(from).in();
    for (int depth = 0; in.isPresent(); depth++) {
      Selector outer = all.get(ClientSelectors.Part.valueOf(in.get()));
      if (outer == null || depth > all.size()) {
        throw new BadJson(
            "elements." + from.name().toLowerCase(Locale.ROOT) + ".in leads to nothing");
      }
      in = outer.in();
    }
  }

  private static Selector selector(String place, JsonObject fields) throws BadJson {
    Optional<String> kindName = fields.optionalText("kind");
    Optional<UiKind> kind = kindName.flatMap(UiKind::named);
    if (kindName.isPresent() && kind.isEmpty()) {
      throw new BadJson("elements." + place + ".kind is not known: " + kindName.get());
    }
    Optional<String> in = fields.optionalText("in");
    return new Selector(
        kind,
        fields.optionalText("name"),
        optionalPattern(fields, "name_matches"),
        optionalPattern(fields, "name_not"),
        fields.optionalText("class"),
        fields.optionalText("id"),
        fields.optionalText("id_starts"),
        fields.optionalText("id_ends"),
        in.isPresent() ? Optional.of(part(in.get()).name()) : Optional.empty());
  }

  private static ClientSelectors.Part part(String name) throws BadJson {
    try {
      return ClientSelectors.Part.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new BadJson("elements." + name + " is not known to this agent");
    }
  }

  private static Optional<Pattern> optionalPattern(JsonObject fields, String name) throws BadJson {
    Optional<String> text = fields.optionalText(name);
    return text.isPresent() ? Optional.of(pattern(name, text.get())) : Optional.empty();
  }

  private static List<Pattern> patterns(JsonObject client, String name) throws BadJson {
    List<Pattern> patterns = new ArrayList<>();
    for (String text : names(client, name)) {
      patterns.add(pattern(name, text));
    }
    return patterns;
  }

  private static Pattern pattern(String name, String text) throws BadJson {
    if (text.length() > MAX_PATTERN) {
      throw new BadJson(name + " has more than " + MAX_PATTERN + " characters");
    }
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new BadJson(name + " is no pattern: " + e.getDescription());
    }
  }

  private static Map<String, ChatMessage.Kind> kinds(JsonObject client, String name)
      throws BadJson {
    Map<String, ChatMessage.Kind> kinds = new LinkedHashMap<>();
    JsonObject object = client.object(name);
    for (String key : object.asMap().keySet()) {
      String kind = object.text(key);
      try {
        kinds.put(key, ChatMessage.Kind.valueOf(kind.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new BadJson(name + "." + key + ": " + kind + " is no kind of message");
      }
    }
    return kinds;
  }

  private static Set<String> names(JsonObject client, String name) throws BadJson {
    Set<String> names = new LinkedHashSet<>();
    for (Object value : client.list(name)) {
      if (!(value instanceof String text)) {
        throw new BadJson(name + " must be a list of strings");
      }
      names.add(text);
    }
    return names;
  }
}
