"""Files of test cases: clips with what is known of them, and what an exercise must reach."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError

from posecoach.errors import CasesError
from posecoach.rules.mistakes import mistakes
from posecoach.rules.schema import Exercise, ViewName
from posecoach.rules.texts import Model, expected
from posecoach.rules.tomlfile import parse_toml, read_text


class Case(Model):
    """One clip and the truth about it."""

    source: str = Field(description="A clip or a pose file, from the cases file's own folder.")
    reps: int = Field(ge=0, description="How many repetitions there are, or pieces of a hold.")
    faults: dict[str, tuple[int, ...]] = Field(
        default_factory=dict,
        description="The repetitions that break a rule, by its id; 0 is a drift of the set.",
    )
    turns_s: tuple[float, ...] | None = Field(
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
    fps: float | None = Field(
        default=None, gt=0, description="Frames a second, for poses without times."
    )
    person: str = Field(default="auto", description="Whom to watch, as `--person` says it.")


class RuleExpect(Model):
    """What one rule must reach; a share that cannot be told (0 of 0) passes."""

    precision: float | None = Field(
        default=None, ge=0, le=1, description="Of the faults found, the share that must be true."
    )
    recall: float | None = Field(
        default=None, ge=0, le=1, description="Of the true faults, the share that must be found."
    )
    unknown: float | None = Field(
        default=None, ge=0, le=1, description="The share of verdicts that may give no answer."
    )


class Expect(RuleExpect):
    """What every rule must reach, and some of them more or less."""

    counts: float | None = Field(
        default=None, ge=0, le=1, description="The share of cases that must be counted exactly."
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


def load_cases(path: Path, exercise: Exercise) -> CaseFile:
    """The cases in a file; CasesError for one that is wrong or names rules that are not there."""
    text = read_text(path, CasesError)
    data = parse_toml(text, path, CasesError)
    try:
        found = CaseFile.model_validate(data)
    except ValidationError as error:
        raise CasesError("\n".join(mistakes(error, str(path), text, data))) from error
    ids = [rule.id for rule in exercise.rules]
    for i, case in enumerate(found.cases):
        _check(f"{path}: case[{i}] ({case.source})", case, ids)
    for name in found.expect.rule:
        if name not in ids:
            raise CasesError(f"{path}: expect.rule: {expected(ids, name)}")
    return found


def _check(where: str, case: Case, ids: list[str]) -> None:
    for name in (*case.faults, *case.ignore):
        if name not in ids:
            raise CasesError(f"{where}: {expected(ids, name)}")
    numbers = [n for found in case.faults.values() for n in found]
    if any(not 0 <= n <= case.reps for n in numbers):
        raise CasesError(f"{where}: faults: expected repetitions from 1 to {case.reps}")
    if case.turns_s is not None and len(case.turns_s) != case.reps:
        raise CasesError(f"{where}: turns_s: expected {case.reps} times, found {len(case.turns_s)}")
