"""The summary's own words in each language; sentences about the movement come from the coach."""

from __future__ import annotations

from dataclasses import dataclass

from posecoach.coach.wording import Language
from posecoach.types import Facing, Side, View


@dataclass(frozen=True)
class Strings:
    """Headings and short phrases; ``{n}`` and the like are filled in."""

    seen: dict[Facing, str]
    seen_half_behind: str
    no_reps: str
    one_rep: str
    many_reps: str
    left_right: str
    not_held: str
    held: str
    breaks: str
    sides: dict[Side, str]
    column_time: str
    column_change: str
    good: str
    close: str
    not_judged: str
    work_on: str
    nothing_wrong: str
    nothing_clear: str
    nothing_judged: str
    more: str
    recognised: str
    next_best: str
    mistaken: str
    went_well: str
    keep_in_mind: str

    def view(self, view: View) -> str:
        """From where somebody is seen; oblique goes on as far behind them as before them."""
        if view.facing == "oblique" and abs(view.azimuth_deg) > 90:
            return self.seen_half_behind
        return self.seen[view.facing]


ENGLISH = Strings(
    seen={
        "left_side": "seen from the left side",
        "right_side": "seen from the right side",
        "front": "seen from the front",
        "back": "seen from behind",
        "oblique": "seen half from the front",
        "unknown": "view unclear",
    },
    seen_half_behind="seen half from behind",
    no_reps="no repetitions",
    one_rep="1 repetition",
    many_reps="{n} repetitions",
    left_right=" (left {left}, right {right})",
    not_held="not held",
    held="held {total:.0f} s, {clean:.0f} s of it without a fault",
    breaks=", breaks: {n}",
    sides={"left": "left", "right": "right"},
    column_time="time",
    column_change="work on",
    good="good",
    close="good; unclear: {what}",
    not_judged="not judged",
    work_on="Work on this",
    nothing_wrong="Nothing to correct. Keep it up.",
    nothing_clear="Nothing clearly wrong, but not everything can be told.",
    nothing_judged="Nothing could be judged.",
    more="Smaller things, for later: {what}.",
    recognised="This looks like {best}{other}; if it is something else, name it with --exercise",
    next_best=", next {what}",
    mistaken="This looks like {best}, not like {asked}; is --exercise right?",
    went_well="Went well",
    keep_in_mind="Good to know",
)

KOREAN = Strings(
    seen={
        "left_side": "왼쪽 옆모습",
        "right_side": "오른쪽 옆모습",
        "front": "앞모습",
        "back": "뒷모습",
        "oblique": "비스듬한 앞모습",
        "unknown": "촬영 방향 불분명",
    },
    seen_half_behind="비스듬한 뒷모습",
    no_reps="반복 없음",
    one_rep="1회",
    many_reps="{n}회",
    left_right=" (왼쪽 {left}, 오른쪽 {right})",
    not_held="유지하지 못함",
    held="{total:.0f}초 유지, 그중 {clean:.0f}초는 자세가 바름",
    breaks=", 중단 {n}번",
    sides={"left": "왼쪽", "right": "오른쪽"},
    column_time="시간",
    column_change="고칠 점",
    good="좋음",
    close="좋음, 불분명: {what}",
    not_judged="판단 안 함",
    work_on="이렇게 해 보세요",
    nothing_wrong="고칠 점이 없습니다. 이대로 계속하세요.",
    nothing_clear="뚜렷한 문제는 없지만, 전부 판단할 수는 없었습니다.",
    nothing_judged="판단할 수 있는 것이 없었습니다.",
    more="나중에 신경 쓸 점: {what}.",
    recognised="{best} 동작으로 보입니다{other}. 다른 운동이면 --exercise로 알려 주세요",
    next_best="(다음 후보: {what})",
    mistaken="{best} 동작으로 보이며 {asked} 동작은 아닌 것 같습니다. --exercise가 맞나요?",
    went_well="잘한 점",
    keep_in_mind="참고",
)


def strings(lang: Language) -> Strings:
    """The words of that language."""
    return KOREAN if lang == "ko" else ENGLISH
