"""What could not be judged, once for each reason, and what would help."""

from __future__ import annotations

from posecoach.coach.wording import VIEW_NAMES, Language, listed, pick, when
from posecoach.rules.schema import Exercise, Rule
from posecoach.rules.texts import Text
from posecoach.types import Rep, Verdict

NO_REPS = Text(
    en="No repetition was found. Film the whole movement, starting and ending at rest, with "
    "your whole body in the picture.",
    ko="반복 동작을 찾지 못했습니다. 시작 자세부터 끝 자세까지 온몸이 나오게 촬영해 주세요.",
)

NO_HOLD = Text(
    en="The posture was not held long enough to be judged. Film the whole of it, with your whole "
    "body in the picture.",
    ko="자세를 판단할 만큼 오래 유지하지 않았습니다. 온몸이 나오게 처음부터 끝까지 촬영해 주세요.",
)

NOT_SEEN: dict[str, Text] = {
    "direction": Text(
        en="Not judged, because it was not clear from where you were filmed: {what}. Film "
        "straight from the side or the front, with nothing in front of your body.",
        ko="어느 방향에서 촬영했는지 알 수 없어 판단하지 못했습니다: {what}. "
        "몸이 가려지지 않게 옆이나 앞에서 똑바로 촬영해 주세요.",
    ),
    "cut_off": Text(
        en="Not judged, because part of you was out of the picture: {what}. Step back until "
        "your whole body, feet included, is in view.",
        ko="몸 일부가 화면 밖에 있어 판단하지 못했습니다: {what}. "
        "발끝까지 온몸이 나오도록 뒤로 물러나 주세요.",
    ),
    "hidden": Text(
        en="Not judged, because the joints could not be seen well enough: {what}. Clear the "
        "view to the camera and, where it is dark, put more light on yourself.",
        ko="관절이 잘 보이지 않아 판단하지 못했습니다: {what}. "
        "카메라 앞을 가리지 말고, 어두우면 더 밝은 곳에서 촬영해 주세요.",
    ),
    "too_close": Text(
        en="Too close to the limit to call: {what}.",
        ko="기준에 너무 가까워 판단하지 않았습니다: {what}.",
    ),
    "few_reps": Text(
        en="Too few repetitions to see whether you tire: {what}.",
        ko="반복 횟수가 적어 지치는지 알 수 없습니다: {what}.",
    ),
}

WRONG_VIEW = Text(
    en="This camera position does not show: {what}. Film {view} to check it.",
    ko="이 각도에서는 확인할 수 없습니다: {what}. {view} 촬영해 주세요.",
)


def notes(
    exercise: Exercise,
    verdicts: tuple[Verdict, ...],
    reps: tuple[Rep, ...],
    lang: Language = "en",
) -> tuple[str, ...]:
    """A sentence for each reason for which something was not judged, with the remedy.

    A rule that the view does not show asks for the best view that its file lists; rules that
    ask for the same view share a sentence. Without repetitions a single note says so.
    """
    if not reps:
        return (pick(NO_HOLD if exercise.hold else NO_REPS, lang),)
    said = _views(exercise, verdicts, lang)
    for reason, template in NOT_SEEN.items():
        what = [
            _with_reps(exercise, rule, found, reps, lang)
            for rule in exercise.rules
            if (found := _unknown(rule, verdicts, reason))
        ]
        if what:
            said.append(pick(template, lang).format(what=listed(what, lang)))
    return tuple(said)


def _views(exercise: Exercise, verdicts: tuple[Verdict, ...], lang: Language) -> list[str]:
    wanted: dict[str, list[str]] = {}
    for rule in exercise.rules:
        if _unknown(rule, verdicts, "view"):
            best = pick(VIEW_NAMES[rule.views[0]], lang)
            wanted.setdefault(best, []).append(pick(rule.name, lang))
    template = pick(WRONG_VIEW, lang)
    return [template.format(what=listed(what, lang), view=view) for view, what in wanted.items()]


def _unknown(rule: Rule, verdicts: tuple[Verdict, ...], reason: str) -> list[int]:
    return [v.rep for v in verdicts if v.rule == rule.id and v.reason == reason]


def _with_reps(
    exercise: Exercise, rule: Rule, numbers: list[int], reps: tuple[Rep, ...], lang: Language
) -> str:
    """The rule's name, with the repetitions in brackets unless it is all of them."""
    name = pick(rule.name, lang)
    if len(numbers) == len(reps) or numbers == [0]:
        return name
    return f"{name} ({when(exercise, numbers, reps, lang).lower()})"
