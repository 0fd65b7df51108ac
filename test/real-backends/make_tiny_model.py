"""A vision-language model of a few hundred kB with random weights, for tests of servers: `python make_tiny_model.py DIR [CONTEXT]`.

LLaVA's shape (CLIP, two linear layers, Llama), twice with the same numbers: DIR/hf as Hugging Face has it (mlx-vlm), DIR/gguf
as llama.cpp has it (model.gguf, mmproj.gguf). The vocabulary is little more than the 256 bytes, so it says any text and means nothing.
"""
import json
import sys
from pathlib import Path

import gguf
import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

HIDDEN, FF, HEADS, LAYERS = 64, 128, 2, 2
IMAGE, PATCH, V_HIDDEN, V_FF, V_LAYERS = 56, 14, 32, 64, 2
SPECIAL = ["<s>", "</s>", "<unk>", "<image>", "<pad>"]
TEMPLATE = (
    "{% for message in messages %}{{ message['role'] }}: {% if message['content'] is string %}{{ message['content'] }}"
    "{% else %}{% for part in message['content'] %}{% if part['type'] == 'image' %}<image>{% else %}{{ part['text'] }}"
    "{% endif %}{% endfor %}{% endif %}\n{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}"
)


def byte_characters() -> list[str]:
    """The printable stand-ins of the 256 bytes in byte-level BPE (GPT-2's), by byte."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    extra = iter(range(256, 512))
    return [chr(b if b in plain else next(extra)) for b in range(256)]


# llama.cpp wants at least one pair that is joined.
MERGES = [("t", "h")]
PLAIN = byte_characters() + ["".join(pair) for pair in MERGES]
TOKENS = PLAIN + SPECIAL
VOCABULARY = len(TOKENS)
ID = {token: i for i, token in enumerate(TOKENS)}


def weights(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """All tensors by their Hugging Face names, float32, [out, in]."""
    def random(*shape: int) -> np.ndarray:
        return (rng.standard_normal(shape) * shape[-1] ** -0.5).astype(np.float32)

    ones = lambda n: np.ones(n, np.float32)
    zeros = lambda n: np.zeros(n, np.float32)
    w: dict[str, np.ndarray] = {}
    t = "language_model.model."
    w[t + "embed_tokens.weight"] = random(VOCABULARY, HIDDEN) * 4
    w[t + "norm.weight"] = ones(HIDDEN)
    head = w["language_model.lm_head.weight"] = random(VOCABULARY, HIDDEN) * 4
    # It hardly ever ends by itself, and never says a special token.
    head[len(PLAIN):] = 0
    for i in range(LAYERS):
        b = f"{t}layers.{i}."
        for name in "qkvo":
            w[f"{b}self_attn.{name}_proj.weight"] = random(HIDDEN, HIDDEN) * 2
        w[b + "mlp.gate_proj.weight"] = random(FF, HIDDEN)
        w[b + "mlp.up_proj.weight"] = random(FF, HIDDEN)
        w[b + "mlp.down_proj.weight"] = random(HIDDEN, FF)
        w[b + "input_layernorm.weight"] = w[b + "post_attention_layernorm.weight"] = ones(HIDDEN)
    v = "vision_tower.vision_model."
    w[v + "embeddings.class_embedding"] = random(V_HIDDEN)
    w[v + "embeddings.patch_embedding.weight"] = random(V_HIDDEN, 3, PATCH, PATCH)
    w[v + "embeddings.position_embedding.weight"] = random((IMAGE // PATCH) ** 2 + 1, V_HIDDEN)
    for name in ("pre_layrnorm", "post_layernorm"):
        w[f"{v}{name}.weight"], w[f"{v}{name}.bias"] = ones(V_HIDDEN), zeros(V_HIDDEN)
    for i in range(V_LAYERS):
        b = f"{v}encoder.layers.{i}."
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            w[f"{b}self_attn.{name}.weight"], w[f"{b}self_attn.{name}.bias"] = random(V_HIDDEN, V_HIDDEN), zeros(V_HIDDEN)
        w[b + "mlp.fc1.weight"], w[b + "mlp.fc1.bias"] = random(V_FF, V_HIDDEN), zeros(V_FF)
        w[b + "mlp.fc2.weight"], w[b + "mlp.fc2.bias"] = random(V_HIDDEN, V_FF), zeros(V_HIDDEN)
        for name in ("layer_norm1", "layer_norm2"):
            w[f"{b}{name}.weight"], w[f"{b}{name}.bias"] = ones(V_HIDDEN), zeros(V_HIDDEN)
    p = "multi_modal_projector."
    w[p + "linear_1.weight"], w[p + "linear_1.bias"] = random(HIDDEN, V_HIDDEN), zeros(HIDDEN)
    w[p + "linear_2.weight"], w[p + "linear_2.bias"] = random(HIDDEN, HIDDEN), zeros(HIDDEN)
    return w


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1))


def hugging_face(folder: Path, w: dict[str, np.ndarray], context: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    save_file(w, folder / "model.safetensors", metadata={"format": "pt"})
    write_json(folder / "config.json", {
        "model_type": "llava", "architectures": ["LlavaForConditionalGeneration"], "image_token_index": ID["<image>"],
        "vision_feature_layer": -2, "vision_feature_select_strategy": "default", "vocab_size": VOCABULARY, "eos_token_id": [ID["</s>"]],
        "text_config": {"model_type": "llama", "hidden_size": HIDDEN, "num_hidden_layers": LAYERS, "intermediate_size": FF, "num_attention_heads": HEADS,
                        "rms_norm_eps": 1e-5, "vocab_size": VOCABULARY, "max_position_embeddings": context},
        "vision_config": {"model_type": "clip_vision_model", "num_hidden_layers": V_LAYERS, "hidden_size": V_HIDDEN, "intermediate_size": V_FF,
                          "num_attention_heads": 2, "image_size": IMAGE, "patch_size": PATCH, "projection_dim": V_HIDDEN},
    })
    tokenizer = Tokenizer(models.BPE(vocab={t: i for t, i in ID.items() if t not in SPECIAL}, merges=MERGES))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(SPECIAL)
    tokenizer.save(str(folder / "tokenizer.json"))
    write_json(folder / "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>",
        "image_token": "<image>", "model_max_length": context, "chat_template": TEMPLATE,
    })
    (folder / "chat_template.jinja").write_text(TEMPLATE)
    write_json(folder / "preprocessor_config.json", {
        "image_processor_type": "CLIPImageProcessor", "do_resize": True, "size": {"height": IMAGE, "width": IMAGE}, "do_center_crop": False, "do_rescale": True,
        "do_normalize": True, "image_mean": [0.5] * 3, "image_std": [0.5] * 3, "resample": 3, "do_convert_rgb": True,
    })
    write_json(folder / "processor_config.json", {
        "processor_class": "LlavaProcessor", "patch_size": PATCH, "num_additional_image_tokens": 1, "vision_feature_select_strategy": "default", "image_token": "<image>",
    })


def gguf_model(path: Path, w: dict[str, np.ndarray], context: int) -> None:
    out = gguf.GGUFWriter(path, "llama")
    out.add_name("recto-tiny")
    out.add_context_length(context)
    out.add_embedding_length(HIDDEN)
    out.add_block_count(LAYERS)
    out.add_feed_forward_length(FF)
    out.add_head_count(HEADS)
    out.add_head_count_kv(HEADS)
    out.add_layer_norm_rms_eps(1e-5)
    out.add_rope_dimension_count(HIDDEN // HEADS)
    out.add_vocab_size(VOCABULARY)
    out.add_file_type(gguf.LlamaFileType.ALL_F32)
    out.add_tokenizer_model("gpt2")
    out.add_tokenizer_pre("default")
    out.add_token_list(TOKENS)
    out.add_token_types([gguf.TokenType.NORMAL] * len(PLAIN) + [gguf.TokenType.CONTROL] * len(SPECIAL))
    out.add_token_merges([" ".join(pair) for pair in MERGES])
    out.add_bos_token_id(ID["<s>"])
    out.add_eos_token_id(ID["</s>"])
    out.add_pad_token_id(ID["<pad>"])
    out.add_add_bos_token(False)
    out.add_chat_template(TEMPLATE)

    def permuted(m: np.ndarray) -> np.ndarray:
        """Rows of q and k as llama.cpp turns them: pairs beside each other, not halves apart."""
        return m.reshape(HEADS, 2, HIDDEN // HEADS // 2, HIDDEN).swapaxes(1, 2).reshape(HIDDEN, HIDDEN)

    t = "language_model.model."
    out.add_tensor("token_embd.weight", w[t + "embed_tokens.weight"])
    out.add_tensor("output_norm.weight", w[t + "norm.weight"])
    out.add_tensor("output.weight", w["language_model.lm_head.weight"])
    for i in range(LAYERS):
        b = f"{t}layers.{i}."
        out.add_tensor(f"blk.{i}.attn_q.weight", permuted(w[b + "self_attn.q_proj.weight"]))
        out.add_tensor(f"blk.{i}.attn_k.weight", permuted(w[b + "self_attn.k_proj.weight"]))
        out.add_tensor(f"blk.{i}.attn_v.weight", w[b + "self_attn.v_proj.weight"])
        out.add_tensor(f"blk.{i}.attn_output.weight", w[b + "self_attn.o_proj.weight"])
        out.add_tensor(f"blk.{i}.attn_norm.weight", w[b + "input_layernorm.weight"])
        out.add_tensor(f"blk.{i}.ffn_norm.weight", w[b + "post_attention_layernorm.weight"])
        for name in ("gate", "up", "down"):
            out.add_tensor(f"blk.{i}.ffn_{name}.weight", w[f"{b}mlp.{name}_proj.weight"])
    finish(out)


def gguf_projector(path: Path, w: dict[str, np.ndarray]) -> None:
    out = gguf.GGUFWriter(path, "clip")
    out.add_name("recto-tiny")
    out.add_file_type(gguf.LlamaFileType.ALL_F32)
    out.add_bool("clip.has_vision_encoder", True)
    out.add_string("clip.projector_type", "mlp")
    out.add_bool("clip.use_gelu", False)
    for key, value in (("image_size", IMAGE), ("patch_size", PATCH), ("embedding_length", V_HIDDEN), ("feed_forward_length", V_FF), ("projection_dim", HIDDEN),
                       ("block_count", V_LAYERS - 1), ("attention.head_count", 2)):
        out.add_uint32(f"clip.vision.{key}", value)
    out.add_float32("clip.vision.attention.layer_norm_epsilon", 1e-5)
    out.add_array("clip.vision.image_mean", [0.5] * 3)
    out.add_array("clip.vision.image_std", [0.5] * 3)
    v = "vision_tower.vision_model."
    out.add_tensor("v.class_embd", w[v + "embeddings.class_embedding"])
    out.add_tensor("v.patch_embd.weight", w[v + "embeddings.patch_embedding.weight"])
    out.add_tensor("v.position_embd.weight", w[v + "embeddings.position_embedding.weight"])
    for kind in ("weight", "bias"):
        out.add_tensor(f"v.pre_ln.{kind}", w[f"{v}pre_layrnorm.{kind}"])
        # The layer before the last is what LLaVA looks at: the last one is left out.
        for i in range(V_LAYERS - 1):
            b = f"{v}encoder.layers.{i}."
            for ours, theirs in (("q_proj", "attn_q"), ("k_proj", "attn_k"), ("v_proj", "attn_v"), ("out_proj", "attn_out")):
                out.add_tensor(f"v.blk.{i}.{theirs}.{kind}", w[f"{b}self_attn.{ours}.{kind}"])
            for ours, theirs in (("layer_norm1", "ln1"), ("layer_norm2", "ln2"), ("mlp.fc1", "ffn_up"), ("mlp.fc2", "ffn_down")):
                out.add_tensor(f"v.blk.{i}.{theirs}.{kind}", w[f"{b}{ours}.{kind}"])
        out.add_tensor(f"mm.0.{kind}", w[f"multi_modal_projector.linear_1.{kind}"])
        out.add_tensor(f"mm.2.{kind}", w[f"multi_modal_projector.linear_2.{kind}"])
    finish(out)


def finish(out: gguf.GGUFWriter) -> None:
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


def main() -> None:
    root, context = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 4096
    w = weights(np.random.default_rng(7))
    hugging_face(root / "hf", w, context)
    (root / "gguf").mkdir(parents=True, exist_ok=True)
    gguf_model(root / "gguf" / "model.gguf", w, context)
    gguf_projector(root / "gguf" / "mmproj.gguf", w)


if __name__ == "__main__":
    main()
