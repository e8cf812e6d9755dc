package io.kefu.agent.windows;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.kefu.agent.wechat.ui.Bounds;
import io.kefu.agent.wechat.ui.UiGone;
import io.kefu.agent.wechat.ui.UiKind;
import io.kefu.agent.wechat.ui.UiNode;
import io.kefu.agent.wechat.ui.UiTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * UI Automation by its vtables (domain.md §9). A window is read with one cached request for its
 * whole subtree: one call into WeChat instead of thousands; what follows stays in this process.
 * Used by the one thread that made it, in the multithreaded apartment.
 */
final class Uia implements UiTree, AutoCloseable {

  private static final String CLASS = "ff48dba4-60ef-4201-aa87-54103eef594e";
  private static final String AUTOMATION = "30cbe57d-d9d0-452a-ab13-7ac5ac4825ee";
  private static final String VALUE_PATTERN = "a94cd8b1-0844-4cd6-9d2d-640537ab39e9";

  private static final int MULTITHREADED = 0;
  private static final int IN_PROCESS = 1;
  private static final int SUBTREE = 7;

  private static final int PROPERTY_BOUNDS = 30001;
  private static final int PROPERTY_KIND = 30003;
  private static final int PROPERTY_NAME = 30005;
  private static final int PROPERTY_ID = 30011;
  private static final int PROPERTY_CLASS = 30012;
  private static final int PROPERTY_VALUE = 30045;
  private static final int[] PROPERTIES = {
    PROPERTY_BOUNDS, PROPERTY_KIND, PROPERTY_NAME, PROPERTY_ID, PROPERTY_CLASS, PROPERTY_VALUE
  };
  private static final int PATTERN_VALUE = 10002;

  private static final int AUTOMATION_FROM_HANDLE_CACHED = 10;
  private static final int AUTOMATION_CREATE_CACHE = 20;
  private static final int CACHE_ADD_PROPERTY = 3;
  private static final int CACHE_PUT_SCOPE = 7;
  private static final int ELEMENT_FOCUS = 3;
  private static final int ELEMENT_CACHED_PROPERTY = 12;
  private static final int ELEMENT_PATTERN_AS = 14;
  private static final int ELEMENT_CACHED_CHILDREN = 19;
  private static final int ELEMENT_CACHED_KIND = 53;
  private static final int ELEMENT_CACHED_NAME = 55;
  private static final int ELEMENT_CACHED_ID = 61;
  private static final int ELEMENT_CACHED_CLASS = 62;
  private static final int ELEMENT_CACHED_BOUNDS = 75;
  private static final int ARRAY_LENGTH = 3;
  private static final int ARRAY_GET = 4;
  private static final int VALUE_SET = 3;

  private static final int VARIANT_BYTES = 24;
  private static final int VARIANT_STRING = 8;

  /** A window with more is none of WeChat's; a tree that deep is a loop. */
  private static final int MAX_NODES = 8_000;

  private static final int MAX_DEPTH = 64;

  private final Dll ole = new Dll("ole32");
  private final Dll oleaut = new Dll("oleaut32");
  private final Memory out = new Memory(VARIANT_BYTES);
  private final Memory variant = new Memory(VARIANT_BYTES);
  private final ComObject automation;
  private final ComObject cache;
  private final Map<Long, List<Long>> refsOfWindow = new HashMap<>();
  private final Map<Long, ComObject> live = new HashMap<>();
  private long lastRef;
  private int nodes;

  /** Opens UI Automation in this thread. */
  Uia() throws IOException {
    ole.number("CoInitializeEx", null, MULTITHREADED);
    out.clear();
    int result =
        ole.number("CoCreateInstance", Guid.of(CLASS), null, IN_PROCESS, Guid.of(AUTOMATION), out);
    if (result < 0) {
      throw new IOException(
          "UI Automation cannot be opened (0x"
              + Integer.toHexString(result)
              + "): Windows 10 or 11 with a desktop is needed");
    }
    automation = new ComObject(out.getPointer(0));
    automation.call(AUTOMATION_CREATE_CACHE, out);
    cache = new ComObject(out.getPointer(0));
    for (int property : PROPERTIES) {
      cache.call(CACHE_ADD_PROPERTY, property);
    }
    cache.call(CACHE_PUT_SCOPE, SUBTREE);
  }

  @Override
  public UiNode read(long window) {
    forget(window);
    out.clear();
    automation.call(AUTOMATION_FROM_HANDLE_CACHED, Dll.of(window), cache.pointer(), out);
    Pointer root = out.getPointer(0);
    if (root == null) {
      throw new UiGone("the window");
    }
    nodes = 0;
    List<Long> refs = new ArrayList<>();
    refsOfWindow.put(window, refs);
    return node(new ComObject(root), refs, 0);
  }

  @Override
  public void focus(UiNode node) {
    element(node).call(ELEMENT_FOCUS);
  }

  @Override
  public boolean setValue(UiNode field, String text) {
    out.clear();
    int found =
        element(field).tryCall(ELEMENT_PATTERN_AS, PATTERN_VALUE, Guid.of(VALUE_PATTERN), out);
    Pointer pattern = out.getPointer(0);
    if (found < 0 || pattern == null) {
      return false;
    }
    ComObject value = new ComObject(pattern);
    Pointer string = oleaut.pointer("SysAllocString", new com.sun.jna.WString(text));
    try {
      return value.tryCall(VALUE_SET, string) >= 0;
    } finally {
      oleaut.number("SysFreeString", string);
      value.release();
    }
  }

  @Override
  public void close() {
    List.copyOf(refsOfWindow.keySet()).forEach(this::forget);
    cache.release();
    automation.release();
    ole.number("CoUninitialize");
  }

  private UiNode node(ComObject element, List<Long> refs, int depth) {
    long ref = ++lastRef;
    live.put(ref, element);
    refs.add(ref);
    nodes++;
    out.clear();
    element.call(ELEMENT_CACHED_KIND, out);
    UiKind kind = UiKind.of(out.getInt(0));
    String name = string(element, ELEMENT_CACHED_NAME);
    String id = string(element, ELEMENT_CACHED_ID);
    String className = string(element, ELEMENT_CACHED_CLASS);
    out.clear();
    element.call(ELEMENT_CACHED_BOUNDS, out);
    Bounds bounds = new Bounds(out.getInt(0), out.getInt(4), out.getInt(8), out.getInt(12));
    Optional<String> value =
        kind == UiKind.EDIT || kind == UiKind.DOCUMENT
            ? Optional.of(value(element))
            : Optional.empty();
    return new UiNode(
        ref, kind, name, id, className, value, bounds, children(element, refs, depth));
  }

  private List<UiNode> children(ComObject element, List<Long> refs, int depth) {
    out.clear();
    // What has no children answers with nothing, some providers with an error.
    if (depth >= MAX_DEPTH || element.tryCall(ELEMENT_CACHED_CHILDREN, out) < 0) {
      return List.of();
    }
    Pointer found = out.getPointer(0);
    if (found == null) {
      return List.of();
    }
    ComObject array = new ComObject(found);
    try {
      out.clear();
      array.call(ARRAY_LENGTH, out);
      int length = out.getInt(0);
      List<UiNode> children = new ArrayList<>(length);
      for (int i = 0; i < length && nodes < MAX_NODES; i++) {
        out.clear();
        array.call(ARRAY_GET, i, out);
        children.add(node(new ComObject(out.getPointer(0)), refs, depth + 1));
      }
      return children;
    } finally {
      array.release();
    }
  }

  private String string(ComObject element, int slot) {
    out.clear();
    element.call(slot, out);
    return take(out.getPointer(0));
  }

  private String value(ComObject element) {
    variant.clear();
    if (element.tryCall(ELEMENT_CACHED_PROPERTY, PROPERTY_VALUE, variant) < 0) {
      return "";
    }
    Pointer text = variant.getShort(0) == VARIANT_STRING ? variant.getPointer(8) : null;
    String value = text == null ? "" : text.getWideString(0);
    oleaut.number("VariantClear", variant);
    return value;
  }

  /** Reads a BSTR and frees it. */
  private String take(Pointer string) {
    if (string == null) {
      return "";
    }
    String text = string.getWideString(0);
    oleaut.number("SysFreeString", string);
    return text;
  }

  private ComObject element(UiNode node) {
    ComObject element = live.get(node.ref());
    if (element == null) {
      throw new UiGone("an element of an earlier reading");
    }
    return element;
  }

  private void forget(long window) {
    List<Long> refs = refsOfWindow.remove(window);
    if (refs != null) {
      for (Long ref : refs) {
        live.remove(ref).release();
      }
    }
  }
}
