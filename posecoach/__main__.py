"""``python -m posecoach``, as ``torchrun -m posecoach train ...`` needs it."""

from posecoach.cli.main import main

if __name__ == "__main__":
    main()
