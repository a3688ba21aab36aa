"""What a run is set to: one frozen value from the nearest configuration file, the environment and the command line.

The nearest of `.auditor.toml`, `auditor.toml` and `pyproject.toml` with `[tool.auditor]` counts, alone: nothing is merged.
A key that is not known is an error that names the nearest one.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from auditor.errors import ConfigError

NAMES = (".auditor.toml", "auditor.toml", "pyproject.toml")
SEVERITIES = ("never", "neutral", "minor", "major", "critical")


class Scoped(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True, omit_defaults=True):
    """Settings for one kind of field (`[fields.headline]`) or one target language (`[languages.de]`)."""

    ignore: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    min_confidence: float | None = None
    fail_on: str | None = None


class Config(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Every setting with its default; the file, the environment (`AUDITOR_FAIL_ON=...`) and options may change it."""

    fail_on: str = "major"  # lowest severity that fails: never, neutral, minor, major, critical
    max_minor: int | None = None  # more open minor findings than this fail
    min_score: float | None = None  # a document score (0 to 100) below this fails
    min_confidence: float | None = None  # findings less sure than this are not shown; None: the calibrated threshold
    select: tuple[str, ...] = ("all",)  # rules or groups that are on
    extend_select: tuple[str, ...] = ()  # on as well: this is how preview rules are switched on
    ignore: tuple[str, ...] = ()  # rules or groups that are off
    pair: str = ""  # languages of source and target, as es-en; "" reads them from the input or the text
    engine: str = "auto"  # back-translation: auto, none, or an engine's name
    every_back: bool = False  # translate back also what forced decoding finds well accounted for
    offline: bool = False  # never touch the network
    cache: bool = True
    jobs: int = 0  # processes; 0 decides by the amount of work
    cluster: str = ""  # tcp://host:8786 or dask, ray://host:10001 or ray: audit there
    glossary: tuple[str, ...] = ()  # files or database URLs
    phrases: tuple[str, ...] = ()  # TMX, CSV or text files of trusted phrasings
    house_glossary: bool = True  # the newsroom glossary that ships
    house_phrases: bool = True  # the phrase bank that ships
    baseline: str = ""  # file of findings that are known
    suppressions: str = "auditor-ignore.toml"  # read where it exists
    desk: str = ""  # address of an editors' desk, or a file of its snapshot: what was decided there counts here
    columns: Mapping[str, str] = msgspec.field(default_factory=dict)  # target = "Spanish", ...
    fields: Mapping[str, Scoped] = msgspec.field(default_factory=dict)
    languages: Mapping[str, Scoped] = msgspec.field(default_factory=dict)
    checks: Mapping[str, Mapping[str, Any]] = msgspec.field(default_factory=dict)  # settings of single checks
    ter: bool = False  # translation edit rate, which costs seconds on long segments
    allow_hosts: tuple[str, ...] = ()  # private addresses that may be fetched from


class Found(msgspec.Struct, frozen=True):
    """A configuration and where each changed value came from."""

    config: Config
    origins: Mapping[str, str]  # key -> "auditor.toml", "environment AUDITOR_X", "option --x"; absent: default


def pair_of(pair: str) -> tuple[str, str]:
    """`(source, target)`: `es-en` names both, `en` the target alone; regions are written `pt_BR-en`."""
    source, sign, target = pair.partition("-")
    return (source.replace("_", "-"), target.replace("_", "-")) if sign else ("", source.replace("_", "-"))


def find(start: Path) -> Path | None:
    """The nearest configuration file at or above the folder `start`."""
    for folder in (start, *start.parents):
        for name in NAMES:
            candidate = folder / name
            if candidate.is_file() and (name != "pyproject.toml" or "auditor" in _toml(candidate).get("tool", {})):
                return candidate
    return None


def load(start: Path, *, file: Path | None = None, options: Mapping[str, Any] | None = None) -> Found:
    """The configuration for a run that starts in folder `start`; ConfigError says which key, where, and what to do."""
    path = file or find(start)
    table: dict[str, Any] = {}
    origins: dict[str, str] = {}
    if path is not None:
        table = _toml(path)
        if path.name == "pyproject.toml":
            table = table.get("tool", {}).get("auditor", {})
        origins = dict.fromkeys(table, str(path))
        _known(table, str(path))
    for key, value in _environment().items():
        table[key], origins[key] = value, f"environment {_variable(key)}"
    for name, value in (options or {}).items():
        if value is not None and value not in ((), []):
            key = name.replace("_", "-")
            table[key], origins[key] = value, f"option --{key}"
    return Found(config=_convert(table, origins), origins=origins)


def rows(found: Found) -> list[tuple[str, Any, str]]:
    """`(key, value, where from)` of every setting, for `auditor config`."""
    values = msgspec.to_builtins(found.config)
    return [(key, value, found.origins.get(key, "default")) for key, value in sorted(values.items())]


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: not readable as TOML: {error}") from error
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error


def _keys() -> list[str]:
    return [name.replace("_", "-") for name in Config.__struct_fields__]


def _known(table: Mapping[str, Any], where: str) -> None:
    for key in table:
        if key not in _keys():
            near = difflib.get_close_matches(key, _keys(), n=1, cutoff=0)
            raise ConfigError(f"{where}: unknown key {key!r}: did you mean {near[0]!r}?")
    scoped = [name.replace("_", "-") for name in Scoped.__struct_fields__]
    for group in ("fields", "languages"):
        for name, inner in (table.get(group) or {}).items() if isinstance(table.get(group), dict) else ():
            for key in inner if isinstance(inner, dict) else ():
                if key not in scoped:
                    near = difflib.get_close_matches(key, scoped, n=1, cutoff=0)
                    raise ConfigError(f"{where}: unknown key {key!r} in [{group}.{name}]: did you mean {near[0]!r}?")


def _variable(key: str) -> str:
    return "AUDITOR_" + key.replace("-", "_").upper()


def _environment() -> dict[str, Any]:
    defaults = msgspec.to_builtins(Config())
    out: dict[str, Any] = {}
    for key in _keys():
        raw = os.environ.get(_variable(key))
        if raw is None or isinstance(defaults[key], dict):
            continue
        default = defaults[key]
        if isinstance(default, list | tuple):
            out[key] = [part.strip() for part in raw.split(",") if part.strip()]
        elif isinstance(default, bool):
            out[key] = raw.strip().lower() in {"1", "true", "yes", "on"}
        else:
            out[key] = raw
    return out


def _convert(table: Mapping[str, Any], origins: Mapping[str, str]) -> Config:
    try:
        config = msgspec.convert(dict(table), Config, strict=False)
    except msgspec.ValidationError as error:
        where = ", ".join(sorted(set(origins.values()))) or "configuration"
        raise ConfigError(f"{where}: {error}") from error
    for severity, where in [(config.fail_on, "fail-on"), *((s.fail_on, "fail-on") for s in config.fields.values())]:
        if severity is not None and severity not in SEVERITIES:
            near = difflib.get_close_matches(severity, SEVERITIES, n=1, cutoff=0)
            raise ConfigError(f"{where} = {severity!r}: use one of {', '.join(SEVERITIES)} (did you mean {near[0]!r}?)")
    for name, value in (("min-confidence", config.min_confidence),):
        if value is not None and not 0 <= value <= 1:
            raise ConfigError(f"{name} = {value}: a probability, 0 to 1")
    if config.min_score is not None and not 0 <= config.min_score <= 100:
        raise ConfigError(f"min-score = {config.min_score}: 0 to 100")
    return config
