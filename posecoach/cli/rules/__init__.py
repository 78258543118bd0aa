"""``posecoach rules``: the tools for whoever writes exercise files."""
