"""From a clean track to what to say: view, measures, repetitions, verdicts, words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np

from posecoach.coach.corrections import corrections, praise
from posecoach.coach.notes import notes
from posecoach.coach.wording import Language
from posecoach.motion import knees
from posecoach.motion.body import Body
from posecoach.motion.view import estimate_view
from posecoach.rules.compute import compute_measures, count, rep_measures, settled_measures
from posecoach.rules.schema import Exercise
from posecoach.rules.verdicts import judge
from posecoach.types import Measure, Rep, Session, Track, View

BESIDE_S = 0.5
"""So long before and after a repetition somebody stands as they do during it,"""
REST_S = 1.0
"""and so long they rest, which is judged, too."""
APART_S, APART_REPS = 2.0, 1.5
"""Further apart, and by more times as long as from one repetition to the next, are two sets. So
far from one there may be one more repetition that was not counted first."""


def coach(
    source: str,
    exercise: Exercise,
    track: Track,
    size_px: tuple[int, int] | None,
    lang: Language,
    warnings: tuple[str, ...] = (),
) -> Session:
    """From a clean track, in a picture of ``size_px`` width and height (None: not known, and
    nothing is cut off), to what to say."""
    found = _set(exercise, track, size_px)
    view, reps = found.view, found.reps
    measures = found.measures | settled_measures(exercise, found.track, view, size_px)
    measures |= rep_measures(exercise, measures, reps)
    verdicts = judge(exercise, measures, reps, view)
    return Session(
        source=source,
        exercise=exercise.id,
        view=view,
        track=knees.placed(track, view),
        measures=measures,
        reps=reps,
        verdicts=verdicts,
        corrections=corrections(exercise, verdicts, reps, lang),
        notes=(*warnings, *notes(exercise, verdicts, reps, lang)),
        praise=praise(exercise, verdicts, lang),
    )


@dataclass(frozen=True)
class _Found:
    """A set: from where it is seen, the track that shows it, what is measured without knowing the
    repetitions, and the repetitions."""

    view: View
    track: Track
    measures: dict[str, Measure]
    reps: tuple[Rep, ...]


def _set(exercise: Exercise, track: Track, size_px: tuple[int, int] | None) -> _Found:
    """The repetitions, seen and measured as they look during the set.

    Who walks into the picture from the side and turns to the camera is seen from the front, and
    looks larger on the way past it. So what is counted first says when the set was, with room for
    a repetition that was missed; and what is counted then says it exactly. That time alone tells
    the view and how long the limbs are.
    """
    found = _seen_from(estimate_view(track), exercise, track, size_px)
    for room in (True, False):
        if found.reps:
            times = [(rep.start_s - BESIDE_S, rep.end_s + BESIDE_S) for rep in found.reps]
            view = estimate_view(track, times)
            view = found.view if view.facing == "unknown" else view
            again = _seen_from(view, exercise, _around(track, found.reps, room), size_px)
            found = again if len(again.reps) >= (1 if room else len(found.reps)) else found
    return found


def _seen_from(
    view: View, exercise: Exercise, track: Track, size_px: tuple[int, int] | None
) -> _Found:
    track = knees.placed(track, view)
    measures = compute_measures(exercise, track, view, size_px)
    reps = count(exercise, measures, Body(track, view, size_px))
    return _Found(view, track, measures, reps)


def _around(track: Track, reps: tuple[Rep, ...], room: bool) -> Track:
    """The track with nobody in it but during the sets of these repetitions and the rest before and
    after each, or with ``room`` for one more repetition."""
    turns = np.array([rep.turn_s for rep in reps])
    apart = max(APART_S, APART_REPS * float(np.median(np.diff(turns))) if len(turns) > 1 else 0.0)
    margin = apart if room else REST_S
    inside = np.zeros(len(track.time_s), dtype=bool)
    begin = reps[0].start_s
    for rep, following in zip_longest(reps, reps[1:]):
        if following is None or following.start_s - rep.end_s > apart:
            inside |= (track.time_s >= begin - margin) & (track.time_s <= rep.end_s + margin)
            begin = following.start_s if following else begin
    # Joints that are missing within the set stay as they are.
    return replace(
        track,
        xy=np.where(inside[:, None, None], track.xy, np.nan),
        confidence=np.where(inside[:, None], track.confidence, 0.0),
        sigma_px=np.where(inside[:, None], track.sigma_px, np.nan),
        located=np.where(inside[:, None], track.located, 0.0),
    )
