"""The numbers of docs/verdicts.md are those of the code."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest

from posecoach.authoring.sources import subject_in
from posecoach.authoring.trying import REASONS
from posecoach.motion import uncertainty
from posecoach.motion.azimuth import CUE_SIGMA, WIDTH_SIGMA
from posecoach.motion.body import BORDER_SHARE, LENGTH_PERCENTILE, LENGTH_WINDOW_S
from posecoach.motion.clean import CONFIDENCE_FLOOR, CUTOFF_HZ, MAX_GAP_S
from posecoach.motion.uncertainty import LENGTH_SIGMA, MODEL_SIGMA
from posecoach.motion.view import FRONT_DEG, SIDE_DEG, WEAK, estimate_view
from posecoach.posefiles.limits import PoseFileOptions
from posecoach.posefiles.reading import read_poses
from posecoach.posefiles.scale import SIGMA_SHARE
from posecoach.report.terminal import MAIN_CORRECTIONS
from posecoach.rules.compute import SETTLED
from posecoach.rules.fit import CLEARLY
from posecoach.rules.per_rep import TIME_SIGMA_S
from posecoach.rules.probability import SPEED_PER_S, full_sigma, violation
from posecoach.rules.texts import Limit
from posecoach.rules.verdicts import (
    BLIND_SIGMA_DEG,
    DRIFT_MIN_REPS,
    FAULT_ABOVE,
    OK_BELOW,
    VAGUE_VIEW_DEG,
)
from posecoach.rules.windows import (
    EXTREME_S,
    HIDDEN_SHARE,
    REST_S,
    TURN_S,
    TURN_SHARE,
    Reading,
    difference,
)
from posecoach.types import Array

ROOT = Path(__file__).parents[2]
PAGE = " ".join((ROOT / "docs" / "verdicts.md").read_text(encoding="utf-8").split())
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "verdicts.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not line.startswith("|---")
]
STEADY = MODEL_SIGMA["deg"] * uncertainty.BOUND_Z

SAID = (
    f"otherwise {SIGMA_SHARE * 100:g} % of the trunk's length is assumed",
    f"confidence below {CONFIDENCE_FLOOR:g} are not used",
    f"Gaps of up to {MAX_GAP_S:g} s are filled",
    f"a filter of {CUTOFF_HZ:g} Hz",
    f"the {LENGTH_PERCENTILE:g}th percentile of the {LENGTH_WINDOW_S:g} s around each frame",
    f"The first {uncertainty.FREE_SHORTENING * 100:g} % of shortening are forgiven",
    f"divided by {uncertainty.BOUND_Z:.2f}, counts as standard deviation",
    f"That is {uncertainty.BOUND_Z:.2f} standard deviations",
    f"| angles | {MODEL_SIGMA['deg']:g}° |",
    f"| body lengths (`offset`, `distance`) | {LENGTH_SIGMA:g} |",
    f"| shares of a line (`deviation`) | {MODEL_SIGMA['line']:g} |",
    f"| ratios | {MODEL_SIGMA['']:g} |",
    f"| speeds | {SPEED_PER_S:g} times as much per second: "
    f"{SPEED_PER_S * MODEL_SIGMA['deg']:g}°/s for angles |",
    f"| durations | {math.sqrt(2) * TIME_SIGMA_S:.1f} s |",
    f"the rest before and after, at most {REST_S:g} s",
    f"the middle {2 * TURN_SHARE * 100:g} % of the repetition, at least {2 * TURN_S:g} s",
    f"the mean of the most extreme {EXTREME_S:g} s",
    f"- above {FAULT_ABOVE:g}: **fault**",
    f"- below {OK_BELOW:g}: **ok**",
    f"with {({0.5: 'half'})[SETTLED]} of the joints' part",
    f"between {OK_BELOW:g} and {FAULT_ABOVE:g}",
    f"the {MODEL_SIGMA['deg']:g} degrees remain: a limit of at most 105° is surely kept below "
    f"{105 - STEADY:.1f}° and surely broken above {105 + STEADY:.1f}°",
    f"or only to more than {VAGUE_VIEW_DEG:g} degrees",
    f"known only to more than {VAGUE_VIEW_DEG:g} degrees",
    "begins within half a standard deviation",
    f"within {BORDER_SHARE * 100:g} % of the picture's border",
    f"asked of fewer than {DRIFT_MIN_REPS} repetitions",
    f"more than {HIDDEN_SHARE * 100:g} % of the moment's frames",
    f"less certain than {BLIND_SIGMA_DEG:g} degrees",
    f"Within {SIDE_DEG:g} degrees of 90 or -90 it is `side`",
    f"Within {FRONT_DEG:g} degrees of 0 it is `front`, of 180 `back`",
    f"{CUE_SIGMA['feet']:g} for the feet, {CUE_SIGMA['knees']:g} for the knees, "
    f"{CUE_SIGMA['face']:g} for the face, {CUE_SIGMA['hidden']:g} for joints that are hidden on "
    f"one side, and {WIDTH_SIGMA:g} for the widths",
    f"together shorter than {WEAK:g} on that scale",
    f"probability of {CLEARLY:g} or more",
    f"At most {MAIN_CORRECTIONS} corrections",
)


@pytest.mark.parametrize("sentence", SAID)
def test_the_page_says_the_number_of_the_code(sentence: str) -> None:
    assert sentence in PAGE


def test_every_reason_is_explained() -> None:
    named = [row[0].strip("`") for row in ROWS if len(row) == 3 and row[0].startswith("`")]
    assert sorted(named) == sorted(REASONS)


def test_typical_cases_are_judged_as_the_page_says() -> None:
    cases = [row for row in ROWS if len(row) == 5 and "±" in row[1]]
    assert len(cases) == 8
    for what, measured, limit, broken, verdict in cases:
        value, sigma = map(float, measured.split(" ± "))
        bound = float(limit.split()[-1])
        asked = Limit(max=bound) if limit.startswith("at most") else Limit(min=bound)
        chance = violation(asked, value, sigma)
        assert f"{chance:.0%}".replace("%", " %") == broken, what
        outcome = "fault" if chance > FAULT_ABOVE else "ok" if chance < OK_BELOW else "unknown"
        assert outcome == verdict, what


def test_the_example_of_propagation() -> None:
    rows = {row[0]: row[1] for row in ROWS if len(row) == 2 and row[0] in ("90°", "135°", "180°")}
    assert len(rows) == 3
    for angle, said in rows.items():
        turn = math.radians(float(angle.rstrip("°")))
        ankle = [108 * math.cos(turn), 108 * math.sin(turn)]
        points = np.array([[90.0, 0.0], [0.0, 0.0], ankle])[:, None, :]
        sigma = uncertainty.propagate(_degrees, points, np.full((3, 1), 4.0), period=360)
        assert f"{sigma[0]:.1f}°" == said


def _degrees(p: Array) -> Array:
    u, v = p[0] - p[1], p[2] - p[1]
    cross = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    return np.asarray(np.degrees(np.arctan2(cross, (u * v).sum(axis=1))))


def test_the_example_of_foreshortening() -> None:
    rows = [row for row in ROWS if len(row) == 3 and re.match(r"\d+ %", row[0])]
    assert len(rows) == 4
    for looks, *said in rows:
        tilted = uncertainty.tilt(
            np.array([float(looks.split()[0]) / 100]), np.ones(1), np.zeros(1)
        )
        for angle, words in zip((90.0, 135.0), said, strict=True):
            found = uncertainty.angle_foreshortening(np.array([angle]), tilted, np.zeros(1))
            down, up = (float(w.strip("°-+")) for w in words.split())
            assert (down, up) == pytest.approx((float(found[0][0]), float(found[1][0])), abs=0.05)


def test_a_change_is_as_uncertain_as_each_reading() -> None:
    assert "a correlation of 0.5" in PAGE
    assert "two readings of ± 6 % make a change of ± 6 %" in PAGE
    change = difference(Reading(0.19, 0.06, 1.0), Reading(0.0, 0.06, 0.0))
    assert change.sigma == pytest.approx(0.06)


def test_what_is_missed_of_a_change() -> None:
    first = ROWS.index(["change of an angle", "at least ±"]) + 1
    rows = ROWS[first : first + 4]
    assert [row[0] for row in rows] == ["0°", "10°", "20°", "53° and more"]
    for row in rows:
        change, said = (float(cell.split("°")[0]) for cell in row)
        assert full_sigma(0.0, "deg", change) == pytest.approx(said, abs=0.06)


def test_the_view_of_the_sample_clip() -> None:
    clip = str(ROOT / "tests" / "data" / "squat-side.csv")
    people = read_poses(clip, PoseFileOptions(size_px=(360, 480)))
    view = estimate_view(subject_in(people, "auto"))
    said = f"{view.azimuth_deg:.0f} ± {view.sigma_deg:.0f} degrees: from the left side"
    assert said in PAGE
