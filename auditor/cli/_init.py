"""What a project has in it, and the configuration that suits it."""

from __future__ import annotations

import collections
import itertools
import json
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import langcodes
import msgspec
import regex

from auditor import config as settings
from auditor.errors import ConfigError
from auditor.ingest import inputs

_LOOKED_AT = 5_000  # files: a look round, not a search
_ASIDE = frozenset({"node_modules", "venv", "build", "dist", "vendor", "site-packages", "__pycache__"})
_TAG = regex.compile(r"(?:^|[./_-])([a-z]{2})(?:[-_][A-Z]{2})?(?=[./_-]|$)")
_WORDS = frozenset(
    {"is", "it", "in", "to", "my", "no", "so", "as", "am", "be", "or", "tv", "io", "md", "js", "py", "ts", "rs", "sh", "po"}
)


class Project(msgspec.Struct, frozen=True):
    """What was seen."""

    kinds: tuple[tuple[str, int], ...]  # suffix and number of files, commonest first
    languages: tuple[str, ...]  # told by names of files and folders, commonest first
    glossaries: tuple[str, ...]


def written(folder: Path, *, force: bool) -> str:
    """Writes the file; what to do next.  ConfigError where there is one already."""
    path = folder / "auditor.toml"
    if not folder.is_dir():
        raise ConfigError(f"{folder}: there is no such folder")
    if path.exists() and not force:
        raise ConfigError(f"{path} is there already: change it, or overwrite it with --force")
    seen = look(folder)
    try:
        path.write_text(text(seen), "utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    settings.load(folder, file=path)
    return f"Wrote {path}.\nNext: auditor check {_example(seen)} --write-baseline   (what is wrong today is known from then on)"


def look(folder: Path) -> Project:
    """Files of kinds that can be audited, the languages in their names, and glossaries."""
    kinds: collections.Counter[str] = collections.Counter()
    languages: collections.Counter[str] = collections.Counter()
    glossaries = []
    for name in itertools.islice(_files(folder), _LOOKED_AT):
        suffix = PurePosixPath(name.lower().removesuffix(".gz")).suffix
        if suffix == ".tbx" or ("glossar" in name.lower() and suffix in {".csv", ".tsv", ".txt", ".xlsx"}):
            glossaries.append(name)
        elif suffix in inputs.SUFFIXES and suffix not in {".json", ".txt", ".md"}:
            kinds[suffix] += 1
        if suffix in inputs.SUFFIXES:
            languages.update({tag for tag in _TAG.findall(name) if tag not in _WORDS and langcodes.tag_is_valid(tag)})
    return Project(tuple(kinds.most_common(5)), tuple(tag for tag, _ in languages.most_common(4)), tuple(sorted(glossaries)[:5]))


def _files(folder: Path) -> Iterator[str]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _ASIDE)
        for file in sorted(files):
            if not file.startswith("."):
                yield (Path(root) / file).relative_to(folder).as_posix()


def _example(seen: Project) -> str:
    return f"'**/*{seen.kinds[0][0]}'" if seen.kinds else "FEED"


def text(seen: Project) -> str:
    """The configuration: what was seen is set, everything else stands as a comment with its default."""
    found = ", ".join(f"{count} {suffix}" for suffix, count in seen.kinds) or "nothing it knows by name"
    pair = f"{seen.languages[1]}-{seen.languages[0]}" if len(seen.languages) > 1 else "es-en"
    known = f" Seen in names here: {', '.join(seen.languages)}." if seen.languages else ""
    glossary = f"glossary = {_array(seen.glossaries)}" if seen.glossaries else '# glossary = ["terms.csv"]'
    return f"""# Settings of auditor for this project; `auditor config` shows every key, its value and where it came from.
# Found here: {found}.

# Lowest severity that fails `auditor check`: never, neutral, minor, major, critical.
fail-on = "major"

# Languages, source first. Without it they are read from the input or the text.{known}
# pair = "{pair}"

# Rules or groups that are off; `auditor rules` lists them.
# ignore = ["fluency/spelling"]
# Rules that are off by default because they are less sure.
# extend-select = []

# Show only findings at least this sure (0 to 1); without it each rule has its own measured cut-off.
# min-confidence = 0.5

# More open minor findings than this fail; a document score (0 to 100) below this fails.
# max-minor = 20
# min-score = 70

# Terms of the house: CSV, TBX or text, beside the newsroom glossary that ships.
{glossary}

# Findings that are known. Make it with: auditor check ... --baseline auditor-baseline.json --write-baseline
# baseline = "auditor-baseline.json"

# Findings that somebody answers for, each with a reason and perhaps an expiry.
suppressions = "auditor-ignore.toml"

# Back-translation: auto, none, or an engine's name. A gate that must answer in seconds takes none.
engine = "auto"

# Hosts inside your network that feeds may be fetched from.
# allow-hosts = ["cms.internal"]

# Columns of your tables, where their names are not known.
# [columns]
# target = "Spanish"
# source = "English"

# A stricter gate for what everybody reads.
[fields.headline]
fail-on = "minor"

# [languages.de]
# ignore = ["fluency/spelling"]
"""


def _array(names: tuple[str, ...]) -> str:
    return json.dumps(list(names), ensure_ascii=False)
