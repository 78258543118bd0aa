"""``posecoach models``: what weights there are, whether they are whole, and getting others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn
from rich.table import Table

from posecoach.errors import UsageError, WeightsError

app = typer.Typer(no_args_is_help=True, help="List, check, fetch and import weights.")

Name = Annotated[str, typer.Argument(help="A name that posecoach models list shows.")]


@app.command("list")
def list_command() -> None:
    """The weights that posecoach knows."""
    from posecoach.engine.manifest import path_of, read_manifest

    table = Table("name", "architecture", "joints", "MB", "licence", "here")
    for e in read_manifest().weights:
        here = "yes" if path_of(e).exists() else "posecoach models pull"
        joints = str(e.joints or "-")
        table.add_row(e.name, e.architecture, joints, f"{e.size / 1e6:.1f}", e.licence, here)
    Console().print(table)


@app.command("info")
def info_command(name: Name) -> None:
    """Everything the manifest says of one."""
    from posecoach.engine.manifest import find, path_of, read_manifest

    entry = find(read_manifest(), name)
    for key, value in entry.model_dump(exclude_defaults=True).items():
        typer.echo(f"{key:<13}{value}")
    typer.echo(f"{'path':<13}{path_of(entry)}")


@app.command("verify")
def verify_command() -> None:
    """Check every weights file that is here against its size and hash."""
    from posecoach.engine.manifest import read_manifest, verify

    checks = verify(read_manifest())
    for check in checks:
        typer.echo(f"{check.entry.name}: {check.problem or 'fine'}")
    wrong = [c for c in checks if c.problem]
    if wrong:
        raise WeightsError(
            f"{wrong[0].path}: not the file that the manifest names "
            f"({len(wrong)} of {len(checks)} wrong); install posecoach again, or pull it"
        )


@app.command("pull")
def pull_command(
    name: Name,
    source: Annotated[
        str | None,
        typer.Option("--from", help="A mirror's address that holds the file, or a file here."),
    ] = None,
) -> None:
    """Fetch weights into the user's cache, or, if they come with posecoach, to where they
    belong; kept only if the hash is right."""
    from posecoach.engine.download import fetch, source_of
    from posecoach.engine.manifest import find, path_of, read_manifest

    entry = find(read_manifest(), name)
    target = path_of(entry)
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn())
    place = source_of(entry, source)
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=entry.size)
        fetch(entry, place, target, lambda done: progress.update(task, completed=done))
    typer.echo(f"{entry.name} is in {target}")


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="A published checkpoint (.pth, .pt, .tar).")],
    kind: Annotated[
        str,
        typer.Option(
            "--as",
            help="efficientnet-lite0 to 4, princeton-hourglass or mmpose-hourglass52.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="The weights file to write, .safetensors.")],
    sha256: Annotated[
        str | None, typer.Option(help="The file's SHA-256, or its beginning, as published.")
    ] = None,
) -> None:
    """Convert a published checkpoint into posecoach's form. No code in it is ever run.

    Example:

      posecoach models import checkpoint.pth.tar --as princeton-hourglass --out hg2.safetensors
    """
    from posecoach.engine.importing import import_checkpoint

    if out.suffix != ".safetensors":
        raise UsageError(f"--out {out}: expected a name that ends in .safetensors")
    info = import_checkpoint(file, kind, out, sha256)
    typer.echo(f"{out}: {info.architecture} {info.arguments}, input {info.input_size}")


@app.command("halve")
def halve_command(
    file: Annotated[Path, typer.Argument(help="Weights that posecoach train wrote.")],
    out: Annotated[Path, typer.Option("--out", help="The weights file to write, .safetensors.")],
) -> None:
    """Store weights in half precision, for using and passing on: half the size, same results
    within rounding."""
    from posecoach.engine.weights import save_half

    if out.suffix != ".safetensors":
        raise UsageError(f"--out {out}: expected a name that ends in .safetensors")
    typer.echo(f"{out}: {save_half(file, out) / 1e6:.1f} MB")


@app.command("manifest", hidden=True)
def manifest_command(
    folder: Annotated[Path | None, typer.Option("--models", help="Default: posecoach's.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Write it, else only compare.")] = False,
) -> None:
    """For who changes the shipped weights: renew models/manifest.toml from the files."""
    from posecoach.engine.manifest import read_manifest, renewed, write_manifest
    from posecoach.resources import models_dir

    place = folder or models_dir()
    old = read_manifest(place)
    new = renewed(old, place)
    if write:
        write_manifest(new, place)
    elif new != old:
        raise WeightsError(
            f"{place}: the manifest is not of these files; posecoach models manifest --write"
        )
