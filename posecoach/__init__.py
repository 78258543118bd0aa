"""posecoach: a coach in the terminal. Video in, corrections in plain words out."""

__version__ = "0.1.0"
