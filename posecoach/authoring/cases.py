"""Files of test cases: clips with what is known of them, and what exercises must reach."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError

from posecoach.errors import CasesError, ExerciseError
from posecoach.rules.lines import Place, line_of
from posecoach.rules.load import load_exercise
from posecoach.rules.mistakes import colon, mistakes
from posecoach.rules.schema import Exercise, ViewName
from posecoach.rules.texts import Model, Number, Whole, expected
from posecoach.rules.tomlfile import parse_toml, read_text


class Case(Model):
    """One clip and the truth about it."""

    source: str = Field(description="A clip or a pose file, from the cases file's own folder.")
    exercise: str | None = Field(
        default=None,
        description="What is done: an id, or a file from the cases file's own folder; "
        "the command's exercise unless said.",
    )
    reps: Whole = Field(ge=0, description="How many repetitions there are, or pieces of a hold.")
    faults: dict[str, tuple[Whole, ...]] = Field(
        default_factory=dict,
        description="The repetitions that break a rule, by its id; 0 is a drift of the set.",
    )
    slight: dict[str, tuple[Whole, ...]] = Field(
        default_factory=dict,
        description="The repetitions that break a rule by less than can be told: to name them "
        "is right, not to name them is no miss.",
    )
    turns_s: tuple[Number, ...] | None = Field(
        default=None,
        description="When each turns, in seconds, to find it where others were miscounted.",
    )
    view: ViewName | None = Field(
        default=None, description="From where it was filmed; what was found unless said."
    )
    ignore: tuple[str, ...] = Field(
        default=(), description="Rules of which the truth is not known here."
    )
    size: str | None = Field(
        default=None,
        pattern=r"^\d+x\d+$",
        description="The picture's, as in `360x480`, for poses without it.",
    )
    fps: Number | None = Field(
        default=None, gt=0, description="Frames a second, for poses without times."
    )
    person: str = Field(default="auto", description="Whom to watch, as `--person` says it.")


class RuleExpect(Model):
    """What one rule must reach; a share that cannot be told (0 of 0) passes."""

    precision: Number | None = Field(
        default=None, ge=0, le=1, description="Of the faults found, the share that must be true."
    )
    recall: Number | None = Field(
        default=None, ge=0, le=1, description="Of the true faults, the share that must be found."
    )
    f1: Number | None = Field(
        default=None, ge=0, le=1, description="Precision and recall in one, at least."
    )
    unknown: Number | None = Field(
        default=None, ge=0, le=1, description="The share of verdicts that may give no answer."
    )


class Expect(RuleExpect):
    """What every rule must reach, some of them more or less, and all clips together."""

    counts: Number | None = Field(
        default=None, ge=0, le=1, description="The share of cases that must be counted exactly."
    )
    scolded: Number | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Share of the repetitions without any fault that get a correction, at most.",
    )
    withheld: Number | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Share of unknown among verdicts that the view cannot show, at least.",
    )
    rule: dict[str, RuleExpect] = Field(
        default_factory=dict, description="For single rules in place of these keys, by id."
    )

    def of(self, rule_id: str) -> RuleExpect:
        """What is expected of one rule."""
        return self.rule.get(rule_id, self)


class CaseFile(Model):
    """A whole file of cases."""

    cases: tuple[Case, ...] = Field(alias="case", min_length=1)
    expect: Expect = Field(default_factory=Expect)


def load_cases(path: Path) -> CaseFile:
    """The cases in a file; CasesError for one that is wrong by itself."""
    text = read_text(path, CasesError)
    data = parse_toml(text, path, CasesError)
    try:
        return CaseFile.model_validate(data)
    except ValidationError as error:
        raise CasesError("\n".join(mistakes(error, str(path), text, data))) from error


def exercises_of(asked: CaseFile, path: Path, named: Exercise | None) -> tuple[Exercise, ...]:
    """The exercise of each case: its own, else ``named``.

    CasesError for a case without one, or that does not fit it; ``path`` is the cases file.
    """
    loaded: dict[str, Exercise] = {}
    plans = []
    for i, case in enumerate(asked.cases):
        try:
            plans.append(_exercise_of(case, path.parent, named, loaded))
        except (CasesError, ExerciseError) as error:
            where = _line(path, ("case", i))
            raise CasesError(f"{where}: case {i + 1} ({case.source}): {error}") from error
    known = {rule.id: None for plan in plans for rule in plan.rules}
    for name in asked.expect.rule:
        if name not in known:
            where = _line(path, ("expect", "rule", name))
            raise CasesError(f"{where}: expect.rule: {expected(known, name)}")
    return tuple(plans)


def _line(path: Path, place: Place) -> str:
    """The file, and the line in it where a place stands."""
    return f"{path}{colon(line_of(read_text(path, CasesError), place))}"


def _exercise_of(
    case: Case, folder: Path, named: Exercise | None, loaded: dict[str, Exercise]
) -> Exercise:
    """The case's exercise; ``loaded`` keeps those that others named before."""
    name, plan = case.exercise, named
    if name is not None:
        if name not in loaded:
            path = str(folder / name) if name.endswith(".toml") else name
            loaded[name] = load_exercise(path)
        plan = loaded[name]
    if plan is None:
        raise CasesError(
            "expected a key exercise, found none; or name one exercise for all cases before "
            "the cases file"
        )
    _check(case, plan)
    return plan


def _check_numbers(key: str, found: tuple[int, ...], reps: int, drift: bool) -> None:
    """CasesError for a number that no verdict of the rule can have."""
    allowed = range(1) if drift else range(1, reps + 1)
    for number in found:
        if number not in allowed:
            wanted = "0, for the whole set" if drift else f"repetitions from 1 to {reps}"
            raise CasesError(f"{key}: expected {wanted}, found {number}")


def _check(case: Case, plan: Exercise) -> None:
    ids = [rule.id for rule in plan.rules]
    for name in (*case.faults, *case.slight, *case.ignore):
        if name not in ids:
            raise CasesError(expected(ids, name))
    for key, told in (("faults", case.faults), ("slight", case.slight)):
        for name, found in told.items():
            _check_numbers(f"{key}.{name}", found, case.reps, plan.rule(name).drift)
    for name, found in case.faults.items():
        both = sorted({*found} & {*case.slight.get(name, ())})
        if both:
            raise CasesError(
                f"{name}: expected each repetition in faults or in slight, found {both[0]} in both"
            )
    if case.turns_s is not None and len(case.turns_s) != case.reps:
        raise CasesError(f"turns_s: expected {case.reps} times, found {len(case.turns_s)}")
