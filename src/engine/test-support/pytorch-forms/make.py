"""Makes the files beside this one, once, with PyTorch: python3 make.py. Tests need no Python.

A tiny GPT-2 in both forms of torch.save, with shared storages, offsets and strides, and as safetensors to compare with.
"""

import json
import pickle

import torch
from safetensors.torch import save_file

EMBEDDING, WINDOW, VOCABULARY, LAYERS = 4, 8, 9, 1
torch.manual_seed(5)


def noise(*shape):
    return torch.randn(*shape) * 0.5


# One storage for both embeddings, of which the first begins at an offset.
embeddings = noise(3 + (VOCABULARY + WINDOW) * EMBEDDING)
state = {
    "transformer.wte.weight": embeddings[3 : 3 + VOCABULARY * EMBEDDING].view(VOCABULARY, EMBEDDING),
    "transformer.wpe.weight": embeddings[3 + VOCABULARY * EMBEDDING :].view(WINDOW, EMBEDDING),
}
for layer in range(LAYERS):
    prefix = f"transformer.h.{layer}."
    for name in ("ln_1", "ln_2"):
        state[prefix + name + ".weight"] = 1 + 0.1 * noise(EMBEDDING)
        state[prefix + name + ".bias"] = 0.1 * noise(EMBEDDING)
    # Stored the other way round, as a Linear would be: columns lie side by side.
    state[prefix + "attn.c_attn.weight"] = noise(3 * EMBEDDING, EMBEDDING).t()
    # Every second value, and a part of wider rows.
    state[prefix + "attn.c_attn.bias"] = noise(6 * EMBEDDING)[::2]
    state[prefix + "attn.c_proj.weight"] = noise(EMBEDDING, 2 * EMBEDDING)[:, 1 : 1 + EMBEDDING]
    state[prefix + "attn.c_proj.bias"] = noise(EMBEDDING)
    state[prefix + "attn.bias"] = torch.tril(torch.ones(WINDOW, WINDOW, dtype=torch.uint8)).view(1, 1, WINDOW, WINDOW)
    state[prefix + "attn.masked_bias"] = torch.tensor(-1e4)
    state[prefix + "mlp.c_fc.weight"] = noise(EMBEDDING, 4 * EMBEDDING).half()
    state[prefix + "mlp.c_fc.bias"] = noise(4 * EMBEDDING).bfloat16()
    state[prefix + "mlp.c_proj.weight"] = torch.nn.Parameter(noise(4 * EMBEDDING, EMBEDDING)).data
    state[prefix + "mlp.c_proj.bias"] = noise(EMBEDDING)
state["transformer.ln_f.weight"] = torch.nn.Parameter(1 + 0.1 * noise(EMBEDDING))
state["transformer.ln_f.bias"] = 0.1 * noise(EMBEDDING)
state["lm_head.weight"] = state["transformer.wte.weight"]

torch.save(state, "zip.bin")
torch.save(state, "old.bin", _use_new_zipfile_serialization=False)
torch.save(state, "protocol-4.bin", pickle_protocol=4)
plain = {name: value.detach().contiguous().clone() for name, value in state.items() if not name.endswith(".attn.bias")}
save_file(plain, "model.safetensors", metadata={"format": "pt"})
config = {
    "model_type": "gpt2",
    "n_layer": LAYERS,
    "n_head": 2,
    "n_embd": EMBEDDING,
    "n_positions": WINDOW,
    "vocab_size": VOCABULARY,
}
with open("config.json", "w") as file:
    json.dump(config, file, indent=1)
    file.write("\n")


class Runs:
    """What must never run: here it would only print."""

    def __reduce__(self):
        return (print, ("This was run.",))


torch.save({**state, "transformer.run": Runs()}, "runs.bin")
with open("no-tensors.bin", "wb") as file:
    pickle.dump([1, 2, 3], file, protocol=2)
