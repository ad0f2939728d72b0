"""Controls asked of a Snapshot: findings. Pure."""

from hardpan.evaluate.engine import evaluate

__all__ = ["evaluate"]
