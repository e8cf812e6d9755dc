"""train.py JAR DUMP.tsv… --leave SET… --held DUMP.tsv --out TRAINED.pt

Tunes the embedding model on labelled questions, so that a question and the entry that answers it agree, as one vector
and token by token, and so that a question without an answer agrees with no entry. Dumps come from `./evaluate dump`.
Sets that are left out stay unseen: the confidence is grown on them (`./evaluate fit`).
"""

import argparse
import random
import time
import unicodedata

import numpy as np
import torch
import torch.nn.functional as functional
from torch import nn

from model import Embedder


def normalized(text):
    return unicodedata.normalize("NFKC", text).lower()


def read(files):
    """Sets of entries (ways to ask, answer) and questions with what answers them."""
    sets, lost = {}, set()
    for file in files:
        with open(file, encoding="utf-8") as lines:
            head = lines.readline().rstrip("\n").split("\t")
            for line in lines:
                row = dict(zip(head, line.rstrip("\n").split("\t")))
                if row["set"].endswith((" bare", " passages")):
                    continue
                one = sets.setdefault(row["set"], {"entries": {}, "questions": {}})
                ways = [normalized(way) for way in row["ways"].split("|")]
                one["entries"][row["entry"]] = (ways, normalized(row["content"]))
                if row["category"] == "answer_removed":
                    continue
                gold = one["questions"].setdefault(normalized(row["asked"]), set())
                if row["right"] == "true":
                    gold.add(row["entry"])
                elif row["answerable"] == "true":
                    lost.add((row["set"], normalized(row["asked"])))
    # A question whose answer was not among the candidates is not one without an answer.
    for name, question in lost:
        if not sets[name]["questions"].get(question, True):
            del sets[name]["questions"][question]
    return sets


class Agreement(nn.Module):
    """How much questions and entries agree: nearest way to ask, whole entry, tokens, and the token that agrees least."""

    def __init__(self, embedder):
        super().__init__()
        self.embedder = embedder
        self.mix = nn.Parameter(torch.tensor([4.0, 4.0, 4.0, -0.3]))
        self.centre = nn.Parameter(torch.tensor([0.6, 0.55, 0.6, 0.5]))
        self.bias = nn.Parameter(torch.tensor(-3.0))

    def likeness(self, questions, entries, passages):
        """Questions × entries × four kinds of likeness."""
        vectors, tokens, weights = self.embedder.texts(questions)
        texts, owner, is_way = [], [], []
        for number, (ways, content) in enumerate(entries):
            of = [(content, False)] if passages else [(way, True) for way in ways] + [(ways[0] + content, False)]
            for text, way in of:
                texts.append(text)
                owner.append(number)
                is_way.append(way)
        theirs, their_tokens, _ = self.embedder.texts(texts)
        cosine = torch.stack(vectors) @ torch.stack(theirs).T
        owner, is_way = torch.tensor(owner), torch.tensor(is_way)
        whole = cosine[:, ~is_way]
        nearest = whole
        if not passages:
            none = torch.full_like(whole, -1.0)
            nearest = none.scatter_reduce(1, owner[is_way].expand(len(questions), -1), cosine[:, is_way], "amax")
        longest = max(len(one) for one in tokens)
        padded = torch.zeros(len(questions), longest, tokens[0].shape[1])
        weight = torch.zeros(len(questions), longest)
        for i, one in enumerate(tokens):
            padded[i, : len(one)], weight[i, : len(one)] = one, weights[i]
        best = torch.stack([
            (padded.flatten(0, 1) @ torch.cat([their_tokens[k] for k in (owner == e).nonzero().flatten()]).T)
            .max(1).values.view(len(questions), longest)
            for e in range(len(entries))], 1)
        sums = weight.sum(-1, keepdim=True).clamp(min=1e-6)
        share = (best * weight[:, None]).sum(-1) / sums
        relative = weight / (sums / (weight > 0).sum(-1, keepdim=True).clamp(min=1))
        worst = ((1 - best) * relative[:, None]).max(-1).values
        return torch.stack([nearest, whole, share, worst], -1)

    def log_odds(self, likeness):
        return ((likeness - self.centre) * self.mix * 4).sum(-1) + self.bias


def lesson(sets, name, most_questions=80, most_entries=30):
    """Some questions and entries of a set, written now in one form and now in another, and which answers which."""
    one = sets[name]
    questions = random.sample(list(one["questions"].items()), min(most_questions, len(one["questions"])))
    ids = list(one["entries"])
    if len(ids) > most_entries:
        gold = list({entry for _, of in questions for entry in of})
        others = [entry for entry in ids if entry not in set(gold)]
        random.shuffle(gold)
        random.shuffle(others)
        ids = (gold + others)[:most_entries]
        questions = [(text, of) for text, of in questions if not of or of & set(ids)]
    one_way = random.random() < 0.3
    entries = []
    for entry in ids:
        ways, content = one["entries"][entry]
        wanted = 1 if one_way or len(ways) == 1 else random.randint(1, min(3, len(ways)))
        entries.append((ways[:1] if one_way else random.sample(ways, wanted), content))
    answers, passages = [{entry} for entry in ids], random.random() < 0.2
    if passages and random.random() < 0.6:
        # Several answers to a passage, as an uploaded text has them.
        joined, answers, at = [], [], 0
        while at < len(ids):
            to = at + random.randint(2, 4)
            joined.append((entries[at][0], " ".join(content for _, content in entries[at:to])))
            answers.append(set(ids[at:to]))
            at = to
        entries = joined
    other = random.choice(list(sets))
    strangers = [] if other == name else random.sample(list(sets[other]["questions"]), 8)
    right = torch.tensor([[float(bool(of & entry)) for entry in answers] for _, of in questions]
                         + [[0.0] * len(answers)] * len(strangers))
    return [text for text, _ in questions] + strangers, entries, passages, right


def loss_of(model, questions, entries, passages, right):
    likeness = model.likeness(questions, entries, passages)
    odds = model.log_odds(likeness)
    answerable = right.sum(1) > 0
    pairs = functional.binary_cross_entropy_with_logits(odds, right, pos_weight=torch.tensor(4.0))
    any_answer = functional.binary_cross_entropy_with_logits(
        torch.logsumexp(odds * 2, 1) / 2, answerable.float() * 0.97 + 0.015)

    def choice(scores):
        chosen = torch.log_softmax(scores, 1).masked_fill(right == 0, -30)
        return -torch.logsumexp(chosen, 1)[answerable].mean()

    alone = sum(choice(likeness[..., kind] * 25) for kind in range(3))
    return 4 * pairs + any_answer + 0.5 * choice(odds) + 0.15 * alone


def report(model, sets, title):
    """Share answered right when 1, 2 and 4 % of the questions without an answer would be answered."""
    model.eval()
    answerable, others = [], []
    with torch.no_grad():
        for one in sets.values():
            ids = list(one["entries"])
            odds = model.log_odds(model.likeness(list(one["questions"]), list(one["entries"].values()), False))
            for row, gold in zip(odds, one["questions"].values()):
                best = row.argmax().item()
                if gold:
                    answerable.append((row[best].item(), ids[best] in gold))
                else:
                    others.append(row[best].item())
    figures = []
    for limit in (1, 2, 4):
        threshold = np.quantile(others, 1 - limit / 100)
        figures.append(f"{limit} %: {100 * np.mean([right and odds > threshold for odds, right in answerable]):.1f}")
    print(f"{title}: best is right {100 * np.mean([right for _, right in answerable]):.1f} %;", *figures, flush=True)
    model.train()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("jar")
    parser.add_argument("dumps", nargs="+")
    parser.add_argument("--leave", nargs="*", default=[])
    parser.add_argument("--held", nargs="*", default=[])
    parser.add_argument("--out", required=True)
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--token-dimensions", type=int, default=64)
    parser.add_argument("--rate", type=float, default=4e-4)
    options = parser.parse_args()
    torch.manual_seed(3)
    random.seed(3)
    sets = read(options.dumps)
    held = read(options.held)
    left = {name: sets.pop(name) for name in [one + ".tsv" for one in options.leave]}
    print(len(sets), "sets,", sum(len(one["questions"]) for one in sets.values()), "questions")
    model = Agreement(Embedder(options.jar, options.rank, options.token_dimensions))
    low, head, mixing = [], [], [model.mix, model.centre, model.bias]
    for name, parameter in model.embedder.named_parameters():
        if parameter.requires_grad:
            (low if name.endswith((".a", ".z")) else head).append(parameter)
    optimizer = torch.optim.AdamW([
        {"params": low, "lr": options.rate}, {"params": head, "lr": 3 * options.rate},
        {"params": mixing, "lr": 0.01, "weight_decay": 0}], weight_decay=0.01)
    visits = [name for name in sets for _ in range(max(1, min(3, len(sets[name]["questions"]) // 110)))]
    steps = options.epochs * len(visits)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / 20) * max(0.02, 1 - step / steps))
    model.train()
    start = time.time()
    for epoch in range(options.epochs):
        random.shuffle(visits)
        losses = []
        for name in visits:
            loss = loss_of(model, *lesson(sets, name))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(low + head + mixing, 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch}: {np.mean(losses):.4f}, {time.time() - start:.0f} s", flush=True)
        for title, some in (("left out", left), ("held out", held)):
            if some:
                report(model, some, title)
        trained = {name: value for name, value in model.embedder.state_dict().items()
                   if name.endswith((".a", ".z")) or name.startswith(("projection", "token_weight"))}
        torch.save(trained, options.out)


if __name__ == "__main__":
    main()
