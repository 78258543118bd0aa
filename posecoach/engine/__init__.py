"""Pose engine: weights, runtime, decoding, detection, pose estimation."""
