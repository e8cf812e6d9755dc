"""delta.py JAR TRAINED.pt OUT.delta: what io.kefu.rag.embedding.ModelDelta adds to the jar's model.

Big-endian: `KFD1`, int64 length of the result, SHA-256 of the base, SHA-256 of the result; then pieces: 0 literal (int32 length, bytes), 1 copy of the
jar's file (int64 offset, int32 length), 2 end.
"""

import hashlib
import struct
import sys

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from model import from_jar, matrices

SHORTEST_COPY = 1024


def tuned(base, state):
    """The jar's graph with the low-rank additions, and with the outputs `tokens` and `weights`."""
    model = onnx.load_from_string(base)
    graph = model.graph
    ours = {theirs: name for name, theirs in zip(*matrices(graph))}
    made_by = {output: node for node in graph.node for output in node.output}
    nodes, first = list(graph.node), []

    def constant(name, tensor):
        """Kept in half precision; the runtime folds the cast away when it loads."""
        array = np.ascontiguousarray(tensor.numpy().astype(np.float16))
        graph.initializer.append(numpy_helper.from_array(array, name + ".half"))
        first.append(helper.make_node("Cast", [name + ".half"], [name], to=TensorProto.FLOAT))

    def user(tensor, kind):
        (node,) = [one for one in graph.node if tensor in one.input]
        assert node.op_type == kind, (node.op_type, kind)
        return node

    for node in list(nodes):
        if node.op_type != "MatMulInteger":
            continue
        name = ours[node.input[1].removesuffix("_quantized")]
        read = made_by[node.input[0]].input[0]
        biased = user(user(user(node.output[0], "Cast").output[0], "Mul").output[0], "Add")
        constant(name + ".a", state[name + ".a"])
        constant(name + ".z", state[name + ".z"])
        output = biased.output[0]
        biased.output[0] = output + "_jar"
        at = nodes.index(biased) + 1
        nodes[at:at] = [
            helper.make_node("MatMul", [read, name + ".a"], [name + "_low"]),
            helper.make_node("MatMul", [name + "_low", name + ".z"], [name + "_addition"]),
            helper.make_node("Add", [biased.output[0], name + "_addition"], [output]),
        ]
    constant("projection", state["projection"])
    constant("token_weight", state["token_weight.weight"].T)
    constant("token_bias", state["token_weight.bias"])
    nodes += [
        helper.make_node("MatMul", ["last_hidden_state", "projection"], ["projected"]),
        helper.make_node("LpNormalization", ["projected"], ["tokens"], axis=-1, p=2),
        helper.make_node("MatMul", ["last_hidden_state", "token_weight"], ["weighed"]),
        helper.make_node("Add", ["weighed", "token_bias"], ["biased"]),
        helper.make_node("Softplus", ["biased"], ["weights"]),
    ]
    del graph.node[:]
    graph.node.extend(first + nodes)
    size = state["projection"].shape[1]
    for name, last in (("tokens", size), ("weights", 1)):
        shape = ["batch", "sequence", last]
        graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
    return model.SerializeToString()


def write(base, model):
    """Header: magic, length of the result, SHA-256 of the base, SHA-256 of the result."""
    hashes = hashlib.sha256(base).digest() + hashlib.sha256(model).digest()
    out = [b"KFD1", struct.pack(">q", len(model)), hashes]
    at = 0

    def literal(piece):
        if piece:
            out.append(struct.pack(">bi", 0, len(piece)) + piece)

    for tensor in onnx.load_from_string(base).graph.initializer:
        raw = tensor.raw_data
        if len(raw) < SHORTEST_COPY:
            continue
        there, here = base.find(raw), model.find(raw, at)
        if there < 0 or here < 0:
            continue
        literal(model[at:here])
        out.append(struct.pack(">bqi", 1, there, len(raw)))
        at = here + len(raw)
    literal(model[at:])
    return b"".join(out + [b"\x02"])


if __name__ == "__main__":
    jar, trained, target = sys.argv[1:]
    base, _ = from_jar(jar)
    written = write(base, tuned(base, torch.load(trained)))
    with open(target, "wb") as file:
        file.write(written)
    print(f"{target}: {len(written)} bytes")
