"""What does a teacher need: data for each student, and marks for a folder of notebooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli._app import Json, Output, app, hand_over, new, say


@new.command("exercise")
def new_exercise(
    name: Annotated[str, typer.Argument(help="from: workbench list exercises")],
    student: Annotated[str, typer.Option(help="a name or number; it decides the data")],
    seed: Annotated[int, typer.Option(help="of the course: another seed, other data")] = 0,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="a new folder; NAME-ID by default")
    ] = None,
    as_json: Json = False,
) -> None:
    """Draw one student's data: handout/ for the student, key.json for the teacher."""
    from workbench.data.writing import study_name
    from workbench.exercises import exercises, write_exercise

    found = exercises[name]
    written = write_exercise(found, student, seed, output or Path(study_name(f"{name}-{student}")))
    told = {"folder": str(written), "exercise": name, "student": student, "seed": seed}
    say(told, is_json=as_json, text=lambda told: f"{told['folder']}: handout/ and key.json")


@app.command()
def mark(
    folder: Annotated[Path, typer.Argument(help="with the notebooks that students saved")],
    seed: Annotated[
        int | None, typer.Option(help="of the course: draw each student's data anew")
    ] = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Mark a folder of exercise notebooks, with a reason for each point; runs none of them."""
    from workbench.exercises import mark as judge

    hand_over(judge(folder, seed=seed), output, is_json=as_json)
