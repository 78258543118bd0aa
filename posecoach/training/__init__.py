"""Training: data, targets, loop, evaluation."""
