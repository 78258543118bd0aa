"""The whole language: every kind of measure, side, moment and rule on motion with known answers."""

import copy
from typing import Any

import numpy as np
import pytest

from posecoach.errors import ExerciseError
from posecoach.motion.body import Body
from posecoach.rules.compute import compute_measures, count, rep_measures
from posecoach.rules.load import parse_exercise
from posecoach.rules.schema import Exercise
from posecoach.rules.verdicts import judge
from posecoach.skeleton import INDEX
from posecoach.types import Array, Measure, Rep, Track, Verdict, View

TEXT = {"en": "x", "ko": "엑스"}
TIMES = np.arange(0, 13, 1 / 30)
SIZE = (1000, 1000)
SIDE_VIEW = View("left_side", "left", 90.0, 5.0)
FRONT_VIEW = View("front", None, 0.0, 5.0)
RULE: dict[str, Any] = {
    "id": "r",
    "name": TEXT,
    "at": "turn",
    "measure": "m",
    "views": ["side", "front"],
    "severity": "major",
    "limit": {"max": 100},
    "say": TEXT,
    "good": TEXT,
    "source": "a book",
}


def document(measures: dict[str, Any], rule: dict[str, Any], **more: Any) -> dict[str, Any]:
    cycle = {"measure": "hip_y", "rest": "high", "min_range": 0.2}
    return {
        "schema": 1,
        "id": "e",
        "name": TEXT,
        "views": ["side", "front", "oblique", "back"],
        "measures": {"hip_y": {"offset": ["hip", "ankle"], "unit": "trunk"}, **measures},
        "rule": [{**RULE, **rule}],
        **({} if "hold" in more else {"cycle": cycle}),
        **more,
    }


def made(measures: dict[str, Any], rule: dict[str, Any] | None = None, **more: Any) -> Exercise:
    return parse_exercise(document(measures, rule or {}, **more), "e.toml")


def person(bend: Array, lean_right: float = 0.0) -> Track:
    """Somebody of trunk length 200 px whose hips sink by ``bend`` (T,) trunks; knees go forward
    (left in the picture), 300 px hips over ankles. Left and right are the same but for
    ``lean_right``: the right knee lies that many px further to the picture's right."""
    xy = np.full((len(TIMES), 26, 2), np.nan)

    def put(name: str, x: Any, y: Any) -> None:
        xy[:, INDEX[name], 0], xy[:, INDEX[name], 1] = x, y

    down = 200 * bend
    for side, shift in (("left", 0.0), ("right", 60.0)):
        put(f"{side}_ankle", 500 + shift, 800)
        put(f"{side}_heel", 520 + shift, 810)
        put(f"{side}_big_toe", 430 + shift, 810)
        knee = 500 + shift - down / 2 + (lean_right if side == "right" else 0)
        put(f"{side}_knee", knee, 650)
        put(f"{side}_hip", 500 + shift, 500 + down)
        put(f"{side}_shoulder", 500 + shift, 300 + down)
        put(f"{side}_elbow", 500 + shift, 400 + down)
        put(f"{side}_wrist", 500 + shift, 490 + down)
    for name in ("hip", "neck"):
        pair = ("left_hip", "right_hip") if name == "hip" else ("left_shoulder", "right_shoulder")
        xy[:, INDEX[name]] = xy[:, [INDEX[p] for p in pair]].mean(axis=1)
    shape = (len(TIMES), 26)
    return Track(0, TIMES, xy, np.full(shape, 0.9), np.full(shape, 0.5))


def squats(depths: list[float], down_s: float = 1.0, pause_s: float = 0.0) -> Array:
    """A bend curve: repetitions start at 0.5 s, every 3 s, down in ``down_s``, up in 1 s."""
    bend = np.zeros(len(TIMES))
    for i, depth in enumerate(depths):
        t = TIMES - 0.5 - 3 * i
        fall = np.clip(t / down_s, 0, 1)
        rise = np.clip((t - down_s - pause_s) / 1.0, 0, 1)
        bend += depth * (1 - np.cos(np.pi * fall)) / 2 * (1 + np.cos(np.pi * rise)) / 2
    return bend


def run(
    exercise: Exercise, track: Track, view: View = SIDE_VIEW
) -> tuple[dict[str, Measure], tuple[Rep, ...], tuple[Verdict, ...]]:
    measures = compute_measures(exercise, track, view, SIZE)
    reps = count(exercise, measures, Body(track, view, SIZE))
    measures |= rep_measures(exercise, measures, reps)
    return measures, reps, judge(exercise, measures, reps, view)


def at_turn(measure: Measure, rep: Rep) -> float:
    return float(measure.value[np.abs(measure.time_s - rep.turn_s).argmin()])


def test_distance_and_deviation_of_a_known_figure() -> None:
    exercise = made(
        {
            "m": {"distance": ["hip", "knee"], "unit": "trunk"},
            "knee_out": {"deviation": ["knee", "hip", "ankle"], "towards": "forward"},
            "hips_up": {"deviation": ["hip", "big_toe", "ankle"], "towards": "up"},
        },
        {"limit": {"max": 3}},
    )
    measures, reps, _ = run(exercise, person(squats([0.5])))
    assert measures["m"].value[0] == pytest.approx(150 / 200, abs=0.01)
    assert measures["m"].unit == "trunk"
    # The knee is half the drop of 100 px before a hip-ankle line of 200 px.
    assert at_turn(measures["knee_out"], reps[0]) == pytest.approx(50 / 200, abs=0.01)
    # Toe (430, 810), ankle (500, 800), hip (500, 500): the cross product 21000 over 5000.
    assert measures["hips_up"].value[0] == pytest.approx(4.2, abs=0.01)


def test_out_is_away_from_the_midline_on_either_side() -> None:
    exercise = made(
        {
            "m": {"deviation": ["knee", "hip", "ankle"], "towards": "out", "side": "left"},
            "other": {"deviation": ["knee", "hip", "ankle"], "towards": "out", "side": "right"},
        },
        {"limit": {"min": -0.1}, "views": ["front"]},
    )
    # In this picture the person's left is on the left: a knee that goes left goes out on the
    # left side and in on the right side.
    measures, reps, verdicts = run(exercise, person(squats([0.5])), FRONT_VIEW)
    assert at_turn(measures["m"], reps[0]) == pytest.approx(0.25, abs=0.01)
    assert at_turn(measures["other"], reps[0]) == pytest.approx(-0.25, abs=0.01)
    assert [v.outcome for v in verdicts] == ["ok"]


def test_asymmetry_is_left_minus_right() -> None:
    exercise = made(
        {"knee": {"angle": ["hip", "knee", "ankle"]}, "m": {"asymmetry": "knee"}},
        {"limit": {"min": -15, "max": 15}, "at": "start"},
    )
    measures, _, verdicts = run(exercise, person(squats([0.5]), lean_right=-60.0))
    left, right = 180.0, 180 - 2 * np.degrees(np.arctan2(60, 150))
    assert measures["m"].value[0] == pytest.approx(left - right, abs=0.5)
    assert verdicts[0].outcome == "fault"


def test_speed_of_a_ramp() -> None:
    exercise = made({"m": {"speed": "hip_y"}}, {"limit": {"min": -5}})
    ramp = np.clip(TIMES - 2, 0, 1) * 0.6
    measures, _, _ = run(exercise, person(ramp))
    speed = measures["m"]
    assert speed.unit == "trunk/s"
    middle = (speed.time_s > 2.2) & (speed.time_s < 2.8)
    np.testing.assert_allclose(speed.value[middle], -0.6, atol=0.01)
    assert (speed.sigma[middle] > 0).all()


def test_durations_of_phases() -> None:
    exercise = made(
        {
            "m": {"duration": "descent"},
            "pause": {"duration": "turn"},
            "rest": {"duration": "rest"},
        },
        {"limit": {"min": 1.5}},
    )
    slow = person(squats([0.6, 0.6], down_s=1.9, pause_s=0.0))
    measures, reps, verdicts = run(exercise, slow)
    assert len(reps) == 2
    assert [v.outcome for v in verdicts] == ["ok", "ok"]
    assert np.isnan(at_turn(measures["rest"], reps[0]))
    fast = person(squats([0.6, 0.6], down_s=0.8, pause_s=0.8))
    measures, reps, verdicts = run(exercise, fast)
    paused = at_turn(measures["pause"], reps[0])
    assert 0.8 < paused < 1.3, "the pause and the slow ends of the movement around it"
    # From standstill to the middle of the pause.
    assert verdicts[0].measured == pytest.approx(1.2, abs=0.1)
    assert verdicts[0].outcome == "fault"


def test_durations_are_from_standstill_and_do_not_overlap() -> None:
    phases = ("descent", "ascent", "rest")
    exercise = made({"m": {"duration": "descent"}} | {p: {"duration": p} for p in phases})
    measures, reps, _ = run(exercise, person(squats([0.6] * 3, down_s=1.4)))
    for rep in reps:
        down, up = (at_turn(measures[phase], rep) for phase in ("descent", "ascent"))
        assert (down, up) == pytest.approx((1.4, 1.0), abs=0.1)
    assert at_turn(measures["rest"], reps[1]) == pytest.approx(0.6, abs=0.2)
    # With nothing between them, the end of one is the start of the next.
    measures, reps, _ = run(exercise, person(squats([0.6] * 3, down_s=2.0)))
    assert at_turn(measures["rest"], reps[1]) >= 0
    down, up = (at_turn(measures[p], reps[1]) for p in ("descent", "ascent"))
    assert down + up <= 3.05


def test_of_takes_the_change_or_the_range() -> None:
    exercise = made(
        {"m": {"of": "hip_y", "take": "change"}, "range": {"of": "hip_y", "take": "range"}},
        {"limit": {"min": -0.3}},
    )
    measures, reps, verdicts = run(exercise, person(squats([0.25, 0.5])))
    assert [at_turn(measures["m"], r) for r in reps] == pytest.approx([-0.25, -0.5], abs=0.02)
    assert [at_turn(measures["range"], r) for r in reps] == pytest.approx([0.25, 0.5], rel=0.13)
    assert [v.outcome for v in verdicts] == ["ok", "fault"]


@pytest.mark.parametrize(("side", "outcome"), [("worst", "fault"), ("both", "fault")])
def test_one_bad_side_is_enough(side: str, outcome: str) -> None:
    exercise = made(
        {"m": {"angle": ["hip", "knee", "ankle"], "side": side}},
        {"limit": {"min": 150}, "at": "start"},
    )
    measures, _, verdicts = run(exercise, person(squats([0.4]), lean_right=-90.0))
    assert {"m.left", "m.right"} <= measures.keys()
    assert [v.outcome for v in verdicts] == [outcome]


@pytest.mark.parametrize(("side", "outcome"), [("worst", "ok"), ("both", "unknown")])
def test_a_hidden_side_counts_only_where_both_are_asked_for(side: str, outcome: str) -> None:
    exercise = made(
        {"m": {"angle": ["hip", "knee", "ankle"], "side": side}},
        {"limit": {"min": 150}, "at": "start"},
    )
    track = person(squats([0.4]))
    track.xy[:, INDEX["right_knee"]] = np.nan
    _, _, verdicts = run(exercise, track)
    assert [v.outcome for v in verdicts] == [outcome]


def lunges() -> Track:
    """Left foot in front in the first repetition (further left in the picture), then right."""
    track = person(squats([0.5, 0.5]))
    for joint in ("ankle", "heel", "big_toe", "knee"):
        track.xy[TIMES < 3, INDEX[f"left_{joint}"], 0] -= 200
        track.xy[TIMES >= 3, INDEX[f"right_{joint}"], 0] -= 200
    return track


def test_alternating_sides_are_told_and_judged_on_the_leading_leg() -> None:
    exercise = made(
        {
            "step": {"offset": ["left_ankle", "right_ankle"], "along": "forward"},
            "m": {"offset": ["knee", "hip"], "along": "forward", "side": "lead"},
        },
        {"limit": {"min": 0.5}, "views": ["side"]},
        cycle={"measure": "hip_y", "rest": "high", "min_range": 0.2, "side_by": "step"},
    )
    measures, reps, verdicts = run(exercise, lunges())
    assert [r.side for r in reps] == ["left", "right"]
    assert [v.outcome for v in verdicts] == ["ok", "ok"]
    assert at_turn(measures["m"], reps[1]) > 1


def test_a_leading_side_that_cannot_be_told_is_unknown() -> None:
    exercise = made(
        {
            "step": {"offset": ["left_ankle", "right_ankle"], "along": "forward"},
            "m": {"angle": ["hip", "knee", "ankle"], "side": "lead"},
        },
        {"limit": {"min": 50}},
        cycle={"measure": "hip_y", "rest": "high", "min_range": 0.2, "side_by": "step"},
    )
    _, reps, verdicts = run(exercise, lunges(), FRONT_VIEW)
    assert [r.side for r in reps] == [None, None]
    assert {(v.outcome, v.reason) for v in verdicts} == {("unknown", "view")}


def test_unless_silences_a_rule_that_another_makes_pointless() -> None:
    data = document({"m": {"of": "hip_y", "take": "change"}}, {"limit": {"min": -0.3}})
    second = {**RULE, "id": "s", "limit": {"min": -0.2}, "unless": "r"}
    data["rule"].append(second)
    exercise = parse_exercise(data, "e.toml")
    _, _, verdicts = run(exercise, person(squats([0.27, 0.5])))
    assert [(v.outcome, v.reason) for v in verdicts if v.rule == "s"] == [
        ("fault", ""),
        ("unknown", "superseded"),
    ]


def test_drift_over_the_set() -> None:
    exercise = made(
        {"m": {"of": "hip_y", "take": "range"}}, {"limit": {"min": -0.15}, "drift": True}
    )
    tired = run(exercise, person(squats([0.6, 0.55, 0.35, 0.3])))[2]
    assert [(v.rep, v.outcome) for v in tired] == [(0, "fault")]
    assert tired[0].measured == pytest.approx(-0.3, abs=0.04)
    steady = run(exercise, person(squats([0.6, 0.6, 0.6, 0.6])))[2]
    assert [v.outcome for v in steady] == ["ok"]
    short = run(exercise, person(squats([0.6, 0.3])))[2]
    assert [(v.outcome, v.reason) for v in short] == [("unknown", "few_reps")]


def test_percentiles() -> None:
    knee = {"angle": ["hip", "knee", "ankle"]}
    exercise = made({"m": knee}, {"at": "rep", "reduce": {"percentile": 90}, "limit": {"max": 170}})
    _, _, verdicts = run(exercise, person(squats([0.6])))
    assert verdicts[0].measured == pytest.approx(175, abs=6)


def test_levels_shift_limits() -> None:
    levels = {"beginner": {"max": 120}, "strict": {"max": 90}}
    exercise = made({"m": {"angle": ["hip", "knee", "ankle"]}}, {"levels": levels})
    limits = [exercise.at_level(x).rule("r").limit.max for x in ("beginner", "standard", "strict")]
    assert limits == [120, 100, 90]


def test_a_hold_is_cut_into_pieces_and_judged_piece_by_piece() -> None:
    hold = {"posture": {"hip_y": {"max": 1.2}}, "min_s": 3, "piece_s": 4}
    exercise = made(
        {"m": {"offset": ["hip", "ankle"]}},
        {"at": "hold", "limit": {"max": 1.08}},
        hold=hold,
    )
    bend = np.where((TIMES > 1) & (TIMES < 9.2), 0.5, 0.0)
    bend[(TIMES > 5.2) & (TIMES < 9.2)] = 0.35
    bend[(TIMES > 3) & (TIMES < 3.5)] = 0.0  # too short a break
    _, reps, verdicts = run(exercise, person(bend))
    assert [r.number for r in reps] == [1, 2]
    assert reps[0].end_s == reps[1].start_s
    assert [v.outcome for v in verdicts] == ["ok", "fault"]


@pytest.mark.parametrize(
    ("measure", "rule", "words"),
    [
        ({"asymmetry": "kne"}, {}, "did you mean 'knee'"),
        ({"asymmetry": "hip_y", "side": "left"}, {}, "unknown key"),
        ({"speed": "m"}, {}, "defined by itself"),
        ({"angle": ["hip", "knee", "ankle"], "side": "lead"}, {}, "side_by"),
        ({"deviation": ["hip", "neck", "ankle"]}, {}, "towards"),
        ({"duration": "decent"}, {}, "descent"),
        ({"duration": "descent"}, {"limit": {"min": 1000}}, "600 seconds"),
        ({"angle": ["hip", "knee", "ankle"]}, {"limit": {"max": 0.9}}, "radians"),
        ({"angle": ["hip", "knee", "ankle"]}, {"at": "hold"}, r"needs a \[hold\]"),
        ({"angle": ["hip", "knee", "ankle"]}, {"unless": "x"}, "unless: .* another rule .*'x'"),
        ({"angle": ["hip", "knee", "ankle"]}, {"reduce": {"percentile": 100}}, "less than 100"),
        (
            {"angle": ["hip", "knee", "ankle"]},
            {"levels": {"strict": {"min": 90}}},
            "the same bounds",
        ),
        (
            {"offset": ["knee", "hip"], "along": "forward"},
            {"limit": {"max": 1}, "views": ["front"]},
            "cannot be seen from 'front', only from side, oblique",
        ),
        (
            {"ratio": [["left_knee", "right_knee"], ["left_ankle", "right_ankle"]]},
            {"limit": {"min": 0.8}, "views": ["side"]},
            "cannot be seen from 'side'",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(
    measure: dict[str, Any], rule: dict[str, Any], words: str
) -> None:
    data = copy.deepcopy(
        document({"m": measure, "knee": {"angle": ["hip", "knee", "ankle"]}}, rule)
    )
    with pytest.raises(ExerciseError, match=words):
        parse_exercise(data, "e.toml")
