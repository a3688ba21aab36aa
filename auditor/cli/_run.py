"""From options to an exit status: settings, desk, stream, report, formats."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from auditor import assemble, backtranslate, distribute, glossary, ingest, phrases, pipeline
from auditor.cli._pages import manual
from auditor.cli._progress import shown
from auditor.config import Config, load
from auditor.errors import ConfigError
from auditor.model import Report
from auditor.report import FORMATS, Look

_SETTINGS = (
    "select", "extend_select", "ignore", "glossary", "phrases", "min_confidence", "fail_on", "max_minor", "min_score",
    "engine", "offline", "jobs", "ter",
)  # fmt: skip


def run(given: Mapping[str, Any]) -> int:
    """Audits what the options name and writes the reports; the exit status of design section 6."""
    config = configuration(given)
    outputs = _outputs(given["formats"] or ["terminal"], given["output"])
    kept = backtranslate.home() / "translations.sqlite" if config.cache else None
    desk = pipeline.desk(
        config,
        glossary=glossary.load(config.glossary, house=config.house_glossary and glossary.has_house()),
        phrases=phrases.load(
            config.phrases, house=config.house_phrases, source_lang=pair_of(config.pair)[0], target_lang=pair_of(config.pair)[1]
        ),
        back_translate=backtranslate.chosen(config.engine, offline=config.offline, cache=kept),
        engine=backtranslate.signature(config.engine),
    )
    bundles = ingest.gather(
        given["inputs"],
        source=given["source"],
        references=given["reference"] or (),
        target_lang=pair_of(config.pair)[1] or None,
        source_lang=pair_of(config.pair)[0] or None,
        columns=config.columns,
        aligned=given["aligned"],
        offline=config.offline,
        allow=config.allow_hosts,
    )
    report = assemble.report(shown(distribute.run(bundles, desk), quiet=given["quiet"]), desk)
    for name, path in outputs:
        _write(name, path, report)
    return assemble.exit_status(report, exit_zero=given["exit_zero"])


def configuration(given: Mapping[str, Any]) -> Config:
    """The configuration file under the options; comma-separated lists are split."""
    options: dict[str, Any] = {name: given[name] for name in _SETTINGS if given.get(name) is not None}
    for name in ("select", "extend_select", "ignore"):
        if name in options:
            options[name] = [part.strip() for entry in options[name] for part in entry.split(",") if part.strip()]
    if given.get("languages"):
        options["pair"] = given["languages"]
    if given.get("no_cache"):
        options["cache"] = False
    if given.get("columns"):
        pairs = [entry.partition("=") for entry in given["columns"]]
        if bad := [name for name, sign, _ in pairs if not sign]:
            raise ConfigError(f"--columns {bad[0]}: write it as target=Spanish")
        options["columns"] = {name: column for name, _, column in pairs}
    return load(Path.cwd(), file=given.get("config"), options=options).config


def pair_of(pair: str) -> tuple[str, str]:
    """`(source, target)`: `es-en` names both, `en` the target alone; regions are written `pt_BR-en`."""
    source, sign, target = pair.partition("-")
    return (source.replace("_", "-"), target.replace("_", "-")) if sign else ("", source.replace("_", "-"))


def _outputs(formats: Sequence[str], output: Path | None) -> list[tuple[str, Path | None]]:
    outputs: list[tuple[str, Path | None]] = []
    for entry in formats:
        for part in entry.split(",") if "=" not in entry else [entry]:
            name, sign, path = part.partition("=")
            if name not in FORMATS:
                raise ConfigError(f"--format {name}: use one of {', '.join(FORMATS)}")
            outputs.append((name, Path(path) if sign else None))
    loose = [i for i, (_, path) in enumerate(outputs) if path is None]
    if output is not None and len(loose) > 1:
        raise ConfigError("--output takes one format: write the others as --format FORMAT=FILE")
    return [(name, output if i in loose and output else path) for i, (name, path) in enumerate(outputs)]


def _write(name: str, path: Path | None, report: Report) -> None:
    terminal = path is None and sys.stdout.isatty()
    colour = (terminal and "NO_COLOR" not in os.environ) or bool(os.environ.get("FORCE_COLOR"))
    look = Look(manual=manual(), width=shutil.get_terminal_size((100, 24)).columns, colour=colour)
    pieces = FORMATS[name].chunks(report, look)
    if path is None:
        for piece in pieces:
            sys.stdout.write(piece.encode("utf-8", "replace").decode("utf-8"))
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")  # written whole, then moved: the old report survives a full disk
    try:
        with beside.open("w", encoding="utf-8", errors="replace", newline="") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
