"""Training curves as a figure: python -m training.curves RUN… --out FILE.svg

Loss, and exact completions and right tokens on each validation set, over tokens and over minutes of training steps.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from .command import errors_in_a_line, require

require("matplotlib")
import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator

from .runs import Run, read_run

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#7a6a00", "#56b4e9", "#e69f00", "#444444")
"""Okabe and Ito's colours on white, which readers with colour blindness can distinguish."""
LINES = ("-", "--", ":", "-.")
POINTS = 240
"""Points of a loss curve; more are averaged, so that the file stays small."""
ROWS: tuple[tuple[str, str], ...] = (
    ("loss", "loss (nats per completion token)"),
    ("exact", "exact completions (%)"),
    ("token_accuracy", "completion tokens right (%)"),
)
ACROSS: tuple[tuple[str, Callable[[dict], float]], ...] = (
    ("tokens seen (millions)", lambda record: record["tokens"] / 1e6),
    ("training time (minutes)", lambda record: record["seconds"] / 60),
)
FONT = "'DejaVu Sans'"
"""The font with which matplotlib measures texts. The others are used where it is missing."""
STYLE = {
    "svg.fonttype": "none",
    "text.parse_math": False,
    "svg.hashsalt": "edgejson",
    "font.size": 9,
    "font.family": "sans-serif",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e4e4e4",
    "grid.linewidth": 0.6,
    "lines.linewidth": 1.4,
}


def thinned(points: list[tuple[float, float]], most: int = POINTS) -> list[tuple[float, float]]:
    """At most `most` points, each the mean of its neighbours; values that are not finite are left out."""
    points = [point for point in points if all(map(math.isfinite, point))]
    if len(points) <= most:
        return points
    size = math.ceil(len(points) / most)
    groups = [points[at : at + size] for at in range(0, len(points), size)]
    return [(sum(x for x, _ in group) / len(group), sum(y for _, y in group) / len(group)) for group in groups]


def draw(runs: list[Run], out: Path) -> None:
    """Writes the figure; the same logs give the same bytes (no date, a fixed salt for ids)."""
    sets = list(dict.fromkeys(name for run in runs for name in run.sets))
    colours = [COLOURS[index % len(COLOURS)] for index in range(len(runs))]
    with mpl.rc_context(STYLE):
        figure, grid = plt.subplots(len(ROWS), 2, figsize=(9, 8), sharey="row", sharex="col", layout="constrained")
        for (key, label), axes in zip(ROWS, grid, strict=True):
            axes[0].set_ylabel(label)
            for pane, (_, across) in zip(axes, ACROSS, strict=True):
                for run, colour in zip(runs, colours, strict=True):
                    if key == "loss":
                        _loss(pane, run, colour, across)
                    else:
                        _share(pane, run, colour, across, key, sets)
        for pane, (label, _) in zip(grid[-1], ACROSS, strict=True):
            pane.set_xlabel(label)
            pane.set_xlim(left=0)
        grid[0][0].set_yscale("log")
        grid[0][0].yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        grid[0][0].yaxis.set_major_formatter("{x:g}")
        grid[0][0].yaxis.set_minor_formatter("")
        for axes in grid[1:]:
            axes[0].set_ylim(-2, 102)
        figure.legend(handles=_key(runs, colours, sets), loc="outside upper center", ncols=4, frameon=False, fontsize=8)
        text = StringIO()
        figure.savefig(text, format="svg", facecolor="white", metadata={"Date": None, "Creator": None})
        plt.close(figure)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text.getvalue().replace(FONT, f"{FONT}, Verdana, sans-serif"), encoding="utf-8")


def _loss(pane: Axes, run: Run, colour: str, across: Callable[[dict], float]) -> None:
    points = thinned([(across(record), record["loss"]) for record in run.steps])
    if points:
        pane.plot(*zip(*points, strict=True), color=colour, label=run.name)


def _share(pane: Axes, run: Run, colour: str, across: Callable[[dict], float], key: str, sets: list[str]) -> None:
    for index, name in enumerate(sets):
        records = [each for each in run.validations if each["set"] == name]
        points = [(across(each), 100 * each[key]) for each in records if key in each]
        if points:
            xs, ys = zip(*points, strict=True)
            pane.plot(xs, ys, color=colour, linestyle=LINES[index % len(LINES)], marker="o", markersize=2.5)
        answered = [(across(each), 100 * each["json_exact"]) for each in records if "json_exact" in each]
        if key == "exact" and answered:
            pane.plot(*zip(*answered, strict=True), color=colour, linestyle="none", marker="D", markersize=5)


def _key(runs: list[Run], colours: list[str], sets: list[str]) -> list[Line2D]:
    """The legend of colours and line styles."""
    handles = [Line2D([], [], color=colour, label=run.name) for run, colour in zip(runs, colours, strict=True)]
    for index, name in enumerate(sets):
        handles.append(Line2D([], [], color="#444444", linestyle=LINES[index % len(LINES)], label=name))
    if any("json_exact" in each for run in runs for each in run.validations):
        diamond = {"linestyle": "none", "marker": "D", "markersize": 5}
        handles.append(Line2D([], [], color="#444444", label="JSONExact, decoded greedily", **diamond))
    return handles


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m training.curves", description="Draw the curves of trainings.")
    parser.add_argument("runs", type=Path, nargs="+", help="folders with a log.jsonl")
    parser.add_argument("--out", type=Path, required=True, help="the figure, SVG")
    arguments = parser.parse_args()
    with errors_in_a_line():
        draw([read_run(folder) for folder in arguments.runs], arguments.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
