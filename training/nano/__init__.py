"""Models of a few million parameters, trained from scratch."""

from ..command import require

require("onnx", "pydantic", "safetensors", "tokenizers", "torch")
