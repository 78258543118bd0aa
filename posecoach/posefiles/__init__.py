"""Poses from other programs' files, and to them: OpenPose, COCO results, CSV, posecoach's own."""
