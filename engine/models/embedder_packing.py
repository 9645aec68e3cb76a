"""A BERT encoder over texts laid end to end, so that no time goes into padding: about a tenth quicker.

For models of other shapes the library's own forward pass is taken. Whether this one gives the same vectors is checked
on sample texts before it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any


class PackedBert:
    """Takes the weights of a transformers BertModel; no dropout, no pooler."""

    def __init__(self, bert: Any) -> None:
        import torch

        self._embeddings = bert.embeddings
        self._heads = int(bert.config.num_attention_heads)
        self._layers = []
        for layer in bert.encoder.layer:
            parts = (layer.attention.self.query, layer.attention.self.key, layer.attention.self.value)
            weight = torch.cat([part.weight for part in parts]).detach()
            bias = torch.cat([part.bias for part in parts]).detach()
            self._layers.append((layer, weight, bias))

    def token_vectors(self, rows: Sequence[Sequence[int]]) -> list[Any]:
        """A tensor [tokens, width] for each row of token ids, in the precision of the weights."""
        import torch

        lengths = [len(row) for row in rows]
        ids = torch.tensor([token for row in rows for token in row])
        positions = torch.cat([torch.arange(length) for length in lengths])
        table = self._embeddings
        hidden = table.word_embeddings(ids) + table.position_embeddings(positions) + table.token_type_embeddings.weight[0]
        hidden = table.LayerNorm(hidden)
        for layer, weight, bias in self._layers:
            mixed = self._attention(torch.nn.functional.linear(hidden, weight, bias), lengths)
            output = layer.attention.output
            hidden = output.LayerNorm(output.dense(mixed) + hidden)
            inner = layer.intermediate.intermediate_act_fn(layer.intermediate.dense(hidden))
            hidden = layer.output.LayerNorm(layer.output.dense(inner) + hidden)
        return list(hidden.split(lengths))

    def _attention(self, projected: Any, lengths: Sequence[int]) -> Any:
        """Each text attends to itself; neighbours of one length go together."""
        import torch

        done, start = [], 0
        for length, same in groupby(lengths):
            texts = len(list(same))
            end = start + length * texts
            block = projected[start:end].view(texts, length, 3, self._heads, -1).permute(2, 0, 3, 1, 4)
            mixed = torch.nn.functional.scaled_dot_product_attention(*block)
            done.append(mixed.transpose(1, 2).reshape(length * texts, -1))
            start = end
        return torch.cat(done)


def packed(transformer: Any) -> PackedBert | None:
    """The packed form of a sentence-transformers Transformer module, None for models of another shape."""
    bert = transformer.auto_model
    config = bert.config
    plain = getattr(config, "position_embedding_type", None) in {None, "absolute"}
    if type(bert).__name__ != "BertModel" or not plain or getattr(config, "is_decoder", False):
        return None
    return PackedBert(bert)
