"""From a track to what it means: cleaning, camera view, measures, repetitions.

Every function is pure: tracks and measures in, new ones out, nothing kept between calls.
"""
