"""The tables that ``posecoach evaluate`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

if TYPE_CHECKING:
    from posecoach.engine.cost import Cost
    from posecoach.training.detector_evaluation import DetectorScores
    from posecoach.training.difficulties import Row
    from posecoach.training.trust import Trust


def pck_columns(rows: list[tuple[str, dict[str, float]]]) -> Table:
    """One line per joint, one column per source."""
    table = Table("joint", *(name for name, _ in rows), title="PCK@0.2")
    for column in rows[0][1]:
        table.add_row(column, *(number(row[column]) for _, row in rows))
    return table


def trust_columns(rows: list[tuple[str, Trust]]) -> tuple[Table, Table]:
    """Sigma against the errors, and confidence against right and wrong."""
    from posecoach.training.trust import NORMAL_SHARES

    sigma = Table("joints", "< 1 sigma", "< 2", "< 3", "count", title="errors within, %")
    sigma.add_row("2-D normal", *map(percent, NORMAL_SHARES), "")
    for name, row in rows:
        sigma.add_row(name, *map(percent, row.within), str(row.joints))
        sure = (*map(percent, row.within_sure), str(row.sure))
        sigma.add_row(f"{name}, confidence >= 0.5", *sure)
    roc = Table("source", "AUC", "right", "hidden, outside, wrong", title="confidence: ROC")
    for name, row in rows:
        roc.add_row(name, number(row.auc), str(row.positives), str(row.negatives))
    return sigma, roc


def difficulty_columns(rows: list[Row]) -> Table:
    """One line per difficulty and strength, beside what is clean; fits 80 columns."""
    caption = (
        "! overconfident: PCK fell by more than a quarter,\nconfidence by less than half as much"
    )
    table = Table(title="PCK@0.2 of limbs and trust, % (of clean)", caption=caption)
    for head in ("", "difficulty", "people", "PCK", "confidence", "1/2/3 sigma"):
        table.add_column(head, no_wrap=True)
    for row in rows:
        table.add_row(
            "!" if row.overconfident else "",
            f"{row.difficulty} {row.strength}" if row.strength else row.difficulty,
            str(row.people),
            f"{percent(row.pck)} ({whole_percent(row.pck_share)})",
            f"{percent(row.confidence)} ({whole_percent(row.confidence_share)})",
            "/".join(whole_percent(share) for share in row.within),
        )
    return table


def detector_columns(floors: list[float], every: list[DetectorScores]) -> tuple[Table, Table]:
    """Recall and precision per score floor, and recall by posture."""
    from posecoach.training.detector_evaluation import POSTURES

    table = Table("score", "recall", "precision", "people", "detections")
    postures = Table("score", "posture", "recall", "people", title="recall by posture")
    for floor, s in zip(floors, every, strict=True):
        score, counts = f"{floor:.2f}", (str(s.wanted), str(s.judged))
        table.add_row(score, number(s.recall), number(s.precision), *counts)
        for name, (wanted, found) in zip(POSTURES, s.postures, strict=True):
            recall = found / wanted if wanted else float("nan")
            postures.add_row(score, name, number(recall), str(wanted))
    return table, postures


def cost_columns(costs: list[tuple[str, int, Cost]]) -> Table:
    """One line per network."""
    table = Table("network", "input", "parameters, M", "GMAC", "ms per picture")
    for name, size, cost in costs:
        numbers = (cost.parameters / 1e6, cost.macs / 1e9, cost.milliseconds)
        table.add_row(name, str(size), *(f"{value:.2f}" for value in numbers))
    return table


def whole_percent(value: float) -> str:
    return "-" if value != value else f"{100 * value:.0f}"


def number(value: float) -> str:
    return "-" if value != value else f"{value:.3f}"


def percent(value: float) -> str:
    return "-" if value != value else f"{100 * value:.1f}"


def without_nan(value: Any) -> Any:
    """The same nest of dictionaries and lists with None for NaN, which JSON does not know."""
    if isinstance(value, dict):
        return {key: without_nan(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_nan(inner) for inner in value]
    return None if isinstance(value, float) and value != value else value
