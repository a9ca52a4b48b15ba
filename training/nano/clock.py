"""Time and tokens of the training steps."""

from __future__ import annotations

import time
from dataclasses import dataclass

import torch

from .config import TrainConfig


class Clock:
    """Measures one step after another; `restart` excludes the time between two steps."""

    def __init__(self, device: torch.device) -> None:
        self._threads = torch.get_num_threads() if device.type == "cpu" else None
        self.restart()

    def restart(self) -> None:
        self._wall, self._processor = time.monotonic(), time.process_time()

    def lap(self) -> tuple[float, float]:
        """Seconds since the last lap: wall-clock time, and CPU time of the training, which other programs do not
        change: the CPU time of this process for each thread of PyTorch. With a GPU both are wall-clock time.
        """
        wall, processor = self._wall, self._processor
        self.restart()
        passed = self._wall - wall
        return passed, passed if self._threads is None else (self._processor - processor) / self._threads


@dataclass
class Since:
    """Steps since the last validation or the last checkpoint."""

    tokens: int = 0
    seconds: float = 0.0
    """Wall-clock time."""
    own_seconds: float = 0.0
    """See `Clock.lap`."""

    def add(self, tokens: int, seconds: float, own_seconds: float) -> None:
        self.tokens += tokens
        self.seconds += seconds
        self.own_seconds += own_seconds

    def validation_is_due(self, config: TrainConfig) -> bool:
        if config.evaluate_tokens is not None:
            return self.tokens >= config.evaluate_tokens
        return self.own_seconds >= 60 * config.evaluate_minutes

    def checkpoint_is_due(self, config: TrainConfig) -> bool:
        return self.seconds >= 60 * config.checkpoint_minutes
