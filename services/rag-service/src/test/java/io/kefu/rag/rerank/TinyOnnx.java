package io.kefu.rag.rerank;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes, field by field of ONNX's protocol buffer, a model with the inputs and the output of a
 * cross-encoder: the logit of a text is the sum of a weight for each of its tokens.
 */
final class TinyOnnx {

  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private TinyOnnx() {}

  /** A model that weighs token n with {@code weights[n]}, with or without token types. */
  static byte[] model(float[] weights, boolean types) {
    TinyOnnx graph = new TinyOnnx();
    graph.message(1, node("Gather", List.of("weights", "input_ids"), "each"));
    graph.message(1, node("Cast", List.of("attention_mask"), "mask", attribute("to", FLOAT)));
    graph.message(1, node("Mul", List.of("each", "mask"), "seen"));
    graph.message(1, node("ReduceSum", List.of("seen"), "sum", axes(1), attribute("keepdims", 1)));
    if (types) {
      // Uses the third input without changing the sum.
      graph.message(1, node("Cast", List.of("token_type_ids"), "type", attribute("to", FLOAT)));
      graph.message(1, node("Sub", List.of("type", "type"), "none"));
      graph.message(
          1, node("ReduceSum", List.of("none"), "zero", axes(1), attribute("keepdims", 1)));
      graph.message(1, node("Add", List.of("sum", "zero"), "logits"));
    } else {
      graph.message(1, node("Identity", List.of("sum"), "logits"));
    }
    graph.text(2, "tiny");
    TinyOnnx tensor = new TinyOnnx();
    tensor.number(1, weights.length);
    tensor.number(2, FLOAT);
    tensor.text(8, "weights");
    ByteBuffer raw = ByteBuffer.allocate(4 * weights.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float weight : weights) {
      raw.putFloat(weight);
    }
    tensor.block(9, raw.array());
    graph.message(5, tensor);
    graph.message(11, value("input_ids", INT64));
    graph.message(11, value("attention_mask", INT64));
    if (types) {
      graph.message(11, value("token_type_ids", INT64));
    }
    graph.message(12, value("logits", FLOAT));
    TinyOnnx model = new TinyOnnx();
    model.number(1, 6);
    model.message(7, graph);
    TinyOnnx operators = new TinyOnnx();
    operators.text(1, "");
    operators.number(2, 11);
    model.message(8, operators);
    return model.bytes.toByteArray();
  }

  private static TinyOnnx node(
      String operator, List<String> inputs, String output, TinyOnnx... attributes) {
    TinyOnnx node = new TinyOnnx();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output);
    node.text(3, output);
    node.text(4, operator);
    for (TinyOnnx attribute : attributes) {
      node.message(5, attribute);
    }
    return node;
  }

  private static TinyOnnx attribute(String name, long value) {
    TinyOnnx attribute = new TinyOnnx();
    attribute.text(1, name);
    attribute.number(3, value);
    attribute.number(20, 2);
    return attribute;
  }

  private static TinyOnnx axes(long axis) {
    TinyOnnx attribute = new TinyOnnx();
    attribute.text(1, "axes");
    attribute.number(8, axis);
    attribute.number(20, 7);
    return attribute;
  }

  private static TinyOnnx value(String name, int type) {
    TinyOnnx shape = new TinyOnnx();
    for (String dimension : List.of("batch", "length")) {
      TinyOnnx named = new TinyOnnx();
      named.text(2, dimension);
      shape.message(1, named);
    }
    TinyOnnx tensor = new TinyOnnx();
    tensor.number(1, type);
    tensor.message(2, shape);
    TinyOnnx kind = new TinyOnnx();
    kind.message(1, tensor);
    TinyOnnx value = new TinyOnnx();
    value.text(1, name);
    value.message(2, kind);
    return value;
  }

  private void number(int field, long value) {
    varint((long) field << 3);
    varint(value);
  }

  private void text(int field, String value) {
    block(field, value.getBytes(StandardCharsets.UTF_8));
  }

  private void message(int field, TinyOnnx value) {
    block(field, value.bytes.toByteArray());
  }

  private void block(int field, byte[] value) {
    varint((long) field << 3 | 2);
    varint(value.length);
    bytes.writeBytes(value);
  }

  private void varint(long value) {
    long left = value;
    while ((left & ~0x7FL) != 0) {
      bytes.write((int) (left & 0x7F | 0x80));
      left >>>= 7;
    }
    bytes.write((int) left);
  }
}
