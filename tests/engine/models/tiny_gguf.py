"""Makes small GGUF files with random weights: a model of two layers, and LoRA adapters for it."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np

WIDTH, LAYERS, HEADS, FEED_FORWARD = 64, 2, 4, 128
CHATML = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def byte_characters() -> list[str]:
    """The characters that stand for the 256 bytes in a GPT-2 vocabulary."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    extra = iter(range(256, 512))
    return [chr(byte) if byte in printable else chr(next(extra)) for byte in range(256)]


def make_model(
    path: Path, architecture: str = "llama", template: str = CHATML, context: int = 256, seed: int = 0
) -> Path:
    """A model whose vocabulary is the 256 bytes, two merges and three control tokens."""
    random = np.random.default_rng(seed)
    characters = byte_characters()
    merges = ["t h", "th e"]
    tokens = [*characters, "th", "the", "<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    kinds = [gguf.TokenType.NORMAL] * 258 + [gguf.TokenType.CONTROL] * 3
    out = gguf.GGUFWriter(path, architecture)
    out.add_name("Tiny")
    out.add_context_length(context)
    out.add_embedding_length(WIDTH)
    out.add_block_count(LAYERS)
    out.add_feed_forward_length(FEED_FORWARD)
    out.add_head_count(HEADS)
    out.add_head_count_kv(HEADS)
    out.add_rope_dimension_count(WIDTH // HEADS)
    out.add_layer_norm_rms_eps(1e-5)
    out.add_vocab_size(len(tokens))
    out.add_tokenizer_model("gpt2")
    out.add_tokenizer_pre("default")
    out.add_token_list(tokens)
    out.add_token_types(kinds)
    out.add_token_merges(merges)
    out.add_bos_token_id(258)
    out.add_eos_token_id(260)
    out.add_add_bos_token(False)
    out.add_chat_template(template)

    def add(name: str, *shape: int) -> None:
        out.add_tensor(name, (random.standard_normal(shape) * 0.3).astype(np.float32))

    add("token_embd.weight", len(tokens), WIDTH)
    add("output.weight", len(tokens), WIDTH)
    out.add_tensor("output_norm.weight", np.ones(WIDTH, dtype=np.float32))
    for layer in range(LAYERS):
        block = f"blk.{layer}"
        for norm in ("attn_norm", "ffn_norm"):
            out.add_tensor(f"{block}.{norm}.weight", np.ones(WIDTH, dtype=np.float32))
        for side in ("q", "k", "v", "output"):
            add(f"{block}.attn_{side}.weight", WIDTH, WIDTH)
            if architecture == "qwen2" and side != "output":
                out.add_tensor(f"{block}.attn_{side}.bias", np.zeros(WIDTH, dtype=np.float32))
        add(f"{block}.ffn_gate.weight", FEED_FORWARD, WIDTH)
        add(f"{block}.ffn_up.weight", FEED_FORWARD, WIDTH)
        add(f"{block}.ffn_down.weight", WIDTH, FEED_FORWARD)
    return _finished(out, path)


def make_adapter(path: Path, architecture: str = "llama", width: int = WIDTH, rank: int = 4, seed: int = 1) -> Path:
    """A LoRA adapter on the queries of every layer, strong enough to change what is written."""
    random = np.random.default_rng(seed)
    out = gguf.GGUFWriter(path, architecture)
    out.add_type("adapter")
    out.add_string("adapter.type", "lora")
    out.add_float32("adapter.lora.alpha", 16.0)
    for layer in range(LAYERS):
        name = f"blk.{layer}.attn_q.weight"
        out.add_tensor(f"{name}.lora_a", random.standard_normal((rank, width)).astype(np.float32))
        out.add_tensor(f"{name}.lora_b", random.standard_normal((width, rank)).astype(np.float32))
    return _finished(out, path)


def _finished(out: gguf.GGUFWriter, path: Path) -> Path:
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()
    return path
