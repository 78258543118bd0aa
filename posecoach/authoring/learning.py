"""``posecoach rules learn``: from good repetitions, and bad ones, to rules and their limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from posecoach.authoring.bounds import FEW_REPS, Bound, bound_of
from posecoach.authoring.choosing import Candidate, LeftOut, chosen
from posecoach.authoring.cycles import LEAST_SIGMAS, choose_cycle
from posecoach.authoring.probes import Cycle, Probe, Side, probes, scaffold
from posecoach.authoring.usual import usual_sides
from posecoach.coach.session import coach
from posecoach.errors import ClipError
from posecoach.motion.uncertainty import model_sigma
from posecoach.motion.view import estimate_view
from posecoach.rules.schema import Exercise
from posecoach.rules.units import unit_of
from posecoach.rules.verdicts import VAGUE_VIEW_DEG
from posecoach.types import Array, Session, Track, View

UNSEEN = ("hidden", "cut_off", "view", "direction")
MOST_UNSEEN = 0.5
"""Share of the good repetitions in which a measure may be unseen."""
MOST_SIGMAS = {"deg": 3.0}
MOST_LENGTH_SIGMAS = 4.0
"""How uncertain a value may be: this many times what it is off by at least."""
SECONDS = "s"


@dataclass(frozen=True)
class Clip:
    """Somebody exercising: the clip's name, their clean track, the picture's (width, height)."""

    name: str
    track: Track
    size_px: tuple[int, int] | None


@dataclass(frozen=True)
class Watched:
    """What was found in a clip; ``unused`` says why nothing was learnt from it, "" if it was."""

    name: str
    reps: int
    unused: str = ""


@dataclass(frozen=True)
class Lesson:
    """What was learnt: how to count, from where it was seen, the rules, what was left out."""

    cycle: Cycle
    view: View
    good: Watched
    bad: tuple[Watched, ...]
    rules: tuple[Candidate, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def few(self) -> bool:
        """Whether there were too few good repetitions to rely on their range."""
        return self.good.reps < FEW_REPS


def learn(good: Clip, bad: Sequence[Clip] = ()) -> Lesson:
    """Measures, cycle and limits from a clip of good repetitions and any number of bad ones.

    ClipError where the camera's direction is not clear, or nothing is repeated.
    """
    view = _clear_view(good)
    cycle = choose_cycle(good.track, view, good.size_px)
    if cycle is None:
        raise ClipError(
            f"{good.name}: expected two or more repetitions of one movement, found no joint that "
            "bends and comes back twice; film the whole movement with rests, or write the file "
            "with posecoach rules new (something that is held is asked for there)"
        )
    plan = scaffold(cycle)
    session = coach(good.name, plan, good.track, good.size_px, "en")
    others = [coach(c.name, plan, c.track, c.size_px, "en") for c in bad]
    watched = tuple(_watched(other, view) for other in others)
    used = [o for o, w in zip(others, watched, strict=True) if not w.unused]
    found, unclear = _candidates(plan, cycle, session, used)
    rules, left_out = chosen(found, view.name, cycle)
    here = Watched(good.name, len(session.reps))
    return Lesson(cycle, view, here, watched, rules, (*unclear, *left_out))


def _clear_view(clip: Clip) -> View:
    view = estimate_view(clip.track)
    if view.name == "unknown" or view.sigma_deg > VAGUE_VIEW_DEG:
        raise ClipError(
            f"{clip.name}: expected somebody filmed straight from the side or the front, found "
            "no clear direction; film again with nothing in front of the body"
        )
    return view


def _watched(session: Session, view: View) -> Watched:
    seen = Watched(session.source, len(session.reps))
    if session.view.name != view.name:
        other = session.view.name
        return replace(seen, unused=f"filmed from {other}, the good ones from {view.name}")
    return seen if session.reps else replace(seen, unused="no repetition was found")


def _candidates(
    plan: Exercise, cycle: Cycle, good: Session, bad: Sequence[Session]
) -> tuple[list[Candidate], list[LeftOut]]:
    """A limit for each probe on either side, and the probes that cannot be relied on."""
    found: list[Candidate] = []
    left_out: list[LeftOut] = []
    for probe in probes(cycle):
        unit = unit_of(plan, probe.part.name)
        values, sigmas, reason = _read(good, probe)
        why = reason or ("uncertain" if _uncertain(sigmas, unit, probe, cycle) else "")
        if why:
            left_out.append(LeftOut(probe.name[0], why))
            continue
        worse = [_values(session, probe)[0] for session in bad]
        together = np.concatenate([np.zeros(0), *worse])
        usual = usual_sides(probe, cycle, good)
        sides: tuple[Side, Side] = ("min", "max")
        for side in sides:
            bound = _bound(side, values, sigmas, worse, unit)
            found.append(Candidate(probe, bound, unit, values, together, side in usual))
    return found, left_out


def _bound(side: Side, good: Array, sigma: Array, bad: Sequence[Array], unit: str) -> Bound:
    step = {"deg": 1.0, SECONDS: 0.1}.get(unit, 0.01)
    return bound_of(side, good, sigma, bad, step)


def _read(session: Session, probe: Probe) -> tuple[Array, Array, str]:
    """The values that were seen and their standard deviations; the reason where most were not."""
    values, sigmas = _values(session, probe)
    seen = np.isfinite(values)
    if (~seen).mean() > MOST_UNSEEN:
        reasons = Counter(v.reason for v in session.verdicts if v.rule == probe.id and v.reason)
        return values[seen], sigmas[seen], reasons.most_common(1)[0][0]
    return values[seen], sigmas[seen], ""


def _values(session: Session, probe: Probe) -> tuple[Array, Array]:
    """Of each repetition, NaN where it was not seen."""
    verdicts = [v for v in session.verdicts if v.rule == probe.id]
    pairs = [(np.nan, np.nan) if v.reason in UNSEEN else (v.measured, v.sigma) for v in verdicts]
    both = np.array(pairs, dtype=float).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _uncertain(sigmas: Array, unit: str, probe: Probe, cycle: Cycle) -> bool:
    """Whether limits would be lost in the errors; for the movement itself it is enough that it
    goes much further than they do."""
    least = model_sigma(unit)
    most = MOST_SIGMAS.get(unit, MOST_LENGTH_SIGMAS) * least
    if probe.part == cycle.part:
        most = max(most, cycle.way / LEAST_SIGMAS)
    return unit != SECONDS and float(np.median(sigmas)) > most
