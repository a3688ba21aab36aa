"""Apertium: rule-based translation from the system's packages, offline, one persistent pipeline a direction.

`apertium -f line` loses final stops and lets context leak, `apertium -z` hangs in its blank-detaching stages (Debian 3.8.3), and
a process per sentence costs 100 times as much: so the pipeline is built from the mode file, each stage flushing at NUL.
"""

from __future__ import annotations

import functools
import os
import selectors
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from auditor.backtranslate.apertium_stream import END, escaped, is_reply, read
from auditor.backtranslate.base import Back, Pair
from auditor.backtranslate.codes import base
from auditor.errors import EngineError
from auditor.lang.lemmas import plain
from auditor.lang.tokens import words

_MODES = ("/usr/share/apertium/modes", "/usr/local/share/apertium/modes")
_LICENCE = "GPL (program and data; a separate process)"
_WINDOW = 64  # units on their way: more gains nothing, less leaves stages idle
_PATIENCE = 30.0  # seconds without any reply: no sentence takes one
_LONGEST = 20_000  # code points: the stages keep whole units in memory
_READ = 65536
_PACK = 64  # words glossed in one unit, a paragraph each: nothing leaks from one to the next
_GLOSSES = 50_000  # words remembered for a direction


class Apertium:
    """The engine; `folder` holds the `.mode` files."""

    name = "apertium"
    renders = True

    def __init__(self, folder: Path | None = None, patience: float = _PATIENCE) -> None:
        """Nothing is started before the first text."""
        self._folder = folder or next((Path(p) for p in _MODES if Path(p).is_dir()), Path(_MODES[0]))
        self._patience = patience
        self._lines: dict[str, Line] = {}
        self._owner = os.getpid()
        self._glosses: dict[tuple[str, str], dict[str, str]] = {}

    def pairs(self) -> Sequence[Pair]:
        """Directions of the installed modes, and what two of them reach together."""
        direct = _modes(self._folder)
        reached = {(a, d) for a, b in direct for c, d in direct if b == c and a != d and (a, d) not in direct}
        known = [Pair(a, b, model=path.stem, licence=_LICENCE) for (a, b), path in direct.items()]
        pivoted = [Pair(a, d, model="+".join(p.stem for p in self._route(a, d)), licence=_LICENCE) for a, d in reached]
        return sorted(known + pivoted)

    def serves(self, given: str, wanted: str) -> bool:
        """Is there a mode, or are there two that meet?"""
        return bool(self._route(base(given), base(wanted)))

    def signature(self, given: str, wanted: str) -> str:
        """The modes and the age of their files: an upgraded package translates anew."""
        route = self._route(base(given), base(wanted))
        return "apertium:" + "+".join(f"{mode.stem}@{_edition(mode)}" for mode in route)

    def translate(self, texts: Sequence[str], source_lang: str, target_lang: str) -> Iterator[Back]:
        """Texts through one pipeline, or two in a row; unknown words of the last are marked."""
        route = self._route(base(source_lang), base(target_lang))
        if not route:
            raise EngineError(f"Apertium has no {base(source_lang)}-{base(target_lang)}: see `auditor engines`")
        first, *rest = (self._line(mode) for mode in route)
        if not rest:
            yield from first.translate(texts)
            return
        for start in range(0, len(texts), _WINDOW):  # batch by batch, so that the first come soon
            halfway = list(first.translate(texts[start : start + _WINDOW]))
            done = rest[0].translate([half.text for half in halfway])
            yield from (_joined(half, whole) for half, whole in zip(halfway, done, strict=True))

    def gloss(self, texts: Sequence[str], source_lang: str, target_lang: str) -> Mapping[str, str]:
        """What each word of the texts is on its own, by its plain form: the dictionary that alignment needs."""
        kept = self._glosses.setdefault((source_lang, target_lang), {})
        if len(kept) > _GLOSSES:
            kept.clear()
        new = sorted({plain(word.text) for text in texts for word in words(text[:_LONGEST])} - kept.keys())
        new = [word for word in new if word.isalpha() and len(word) < 40]
        packs = ["\n\n".join(new[start : start + _PACK]) for start in range(0, len(new), _PACK)]
        for pack, back in zip(packs, self.translate(packs, source_lang, target_lang), strict=True):
            given, got = pack.split("\n\n"), back.text.split("\n\n")
            if len(given) == len(got):
                kept.update(zip(given, got, strict=True))
        return kept

    def close(self) -> None:
        """Ends the pipelines."""
        for line in self._lines.values():
            line.close()
        self._lines = {}

    def _route(self, given: str, wanted: str) -> tuple[Path, ...]:
        modes = _modes(self._folder)
        if (given, wanted) in modes:
            return (modes[given, wanted],)
        middles = sorted(b for a, b in modes if a == given and (b, wanted) in modes and b != wanted)
        middle = "es" if "es" in middles else middles[0] if middles else ""  # Spanish has the best tended neighbours
        return (modes[given, middle], modes[middle, wanted]) if middle else ()

    def _line(self, mode: Path) -> Line:
        if self._owner != os.getpid():  # forked: the parent's pipes are not ours to read
            self.close()
            self._owner = os.getpid()
        if mode.stem not in self._lines:
            self._lines[mode.stem] = Line(_stages(mode), mode.stem, self._patience)
        return self._lines[mode.stem]


def _joined(half: Back, whole: Back) -> Back:
    if half.why or whole.why:
        return Back("", why=half.why or whole.why)
    return whole


@functools.cache
def _modes(folder: Path) -> dict[tuple[str, str], Path]:
    """Modes by pair; variants of one language (`spa-eng_US`, `eco-fr-es`) only where the plain one is missing."""
    if shutil.which("lt-proc") is None:
        return {}
    found: dict[tuple[str, str], Path] = {}
    for path in sorted(folder.glob("*.mode"), key=lambda p: (p.stem.count("_") + p.stem.count("-"), p.stem)):
        parts = path.stem.split("-")
        if len(parts) == 2 and all(parts):
            pair = base(parts[0].partition("_")[0]), base(parts[1].partition("_")[0])
            if not missing(path):
                found.setdefault(pair, path)
    return found


def missing(mode: Path) -> str:
    """The first program of a mode that is not installed, as `cg-proc` of the package `cg3` often is not."""
    return next((stage[0] for stage in _stages(mode) if shutil.which(stage[0]) is None), "")


@functools.cache
def _edition(mode: Path) -> str:
    """The newest change of the files a mode names, as Unix time in base 16."""
    files = [Path(word) for stage in _stages(mode) for word in stage if word.startswith("/")]
    return f"{max((int(f.stat().st_mtime) for f in [mode, *files] if f.exists()), default=0):x}"


def _stages(mode: Path) -> list[list[str]]:
    """The commands of a mode file, each flushing at NUL, unknown words marked."""
    stages, stage = [], list[str]()
    words = shlex.shlex(mode.read_text("utf-8"), posix=True, punctuation_chars="|")
    words.whitespace_split = True
    for word in [*words, "|"]:
        if word == "|":
            stages.append([stage[0], "-z", *stage[1:]])
            stage = []
        elif word != "$2":  # would ask the tagger to show its doubts
            stage.append("-g" if word == "$1" else word)
    return stages


class Line:
    """A running pipeline: NUL-ended units in, replies out in the same order, started anew when it dies."""

    def __init__(self, stages: Sequence[Sequence[str]], name: str, patience: float) -> None:
        """`patience`: seconds without a reply after which it counts as hung."""
        self._stages, self._name, self._patience = stages, name, patience
        self._processes: list[subprocess.Popen[bytes]] = []

    def translate(self, texts: Sequence[str]) -> Iterator[Back]:
        """Every text's reply; a text that kills the pipeline by itself comes back empty, with the reason."""
        done, alone = 0, -1  # up to `alone`, one at a time: one of those on the way killed it
        while done < len(texts):
            sent = done
            window = 1 if done <= alone else _WINDOW
            batch = texts[done : min(alone + 1, done + 1) if window == 1 else len(texts)]
            for back in self._through(batch, window):
                yield back
                done += 1
            if done - sent < len(batch):  # it died or hung on the way
                self.close()
                if window == 1:
                    yield Back("", why=f"{self._name} stopped at this text")
                    done += 1
                else:
                    alone = min(done + _WINDOW, len(texts)) - 1

    def _through(self, texts: Sequence[str], window: int) -> Iterator[Back]:
        """Replies until all are there or the pipeline fails."""
        units = [escaped(text if len(text) <= _LONGEST else "", number) for number, text in enumerate(texts)]
        for number, reply in enumerate(self._replies(units, window)):
            if not is_reply(reply, number):  # what a dying pipeline lets go of, or a unit that was lost
                return
            yield read(reply) if len(texts[number]) <= _LONGEST else Back("", why=f"longer than {_LONGEST} characters")

    def _replies(self, units: Sequence[bytes], window: int) -> Iterator[bytes]:
        if not self._processes and not self._start():
            raise EngineError(f"Apertium's {self._name} does not start: reinstall its package")
        into, out = self._processes[0].stdin, self._processes[-1].stdout
        assert into is not None
        assert out is not None
        waiting, held, sent, got = b"", b"", 0, 0
        last = time.monotonic()
        with selectors.DefaultSelector() as ready:
            ready.register(out, selectors.EVENT_READ)
            while got < len(units):
                while len(waiting) < _READ and sent < len(units) and sent - got < window:
                    waiting, sent = waiting + units[sent], sent + 1
                _watch(ready, into, wanted=bool(waiting))
                for key, _ in ready.select(max(0.0, last + self._patience - time.monotonic())):
                    try:
                        if key.fileobj is into:
                            waiting = waiting[os.write(into.fileno(), waiting) :]
                            continue
                        piece = os.read(out.fileno(), _READ)
                    except (BrokenPipeError, BlockingIOError):
                        piece = b""
                    if not piece:
                        return
                    last = time.monotonic()
                    *whole, held = (held + piece).split(END)
                    yield from whole
                    got += len(whole)
                if time.monotonic() - last >= self._patience:
                    return

    def _start(self) -> bool:
        before: int | None = subprocess.PIPE
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        try:
            for stage in self._stages:
                process = subprocess.Popen(
                    stage,
                    stdin=before,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=environment,
                    bufsize=0,
                    process_group=0,
                )
                if self._processes and (previous := self._processes[-1].stdout):
                    previous.close()  # the stage after it holds it now
                self._processes.append(process)
                before = process.stdout.fileno() if process.stdout else None
        except OSError:
            self.close()
            return False
        first = self._processes[0].stdin
        assert first is not None
        os.set_blocking(first.fileno(), False)
        return True

    def close(self) -> None:
        """Kills the stages and reaps them; those of another process are left to it."""
        for process in self._processes:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
        for process in self._processes:
            if _is_child(process.pid):
                process.kill()
                process.wait()
        self._processes = []


def _is_child(pid: int) -> bool:
    """Is it ours to end?  After a fork the same object names a child of the parent."""
    try:
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _watch(ready: selectors.BaseSelector, into: object, *, wanted: bool) -> None:
    watched = into in {key.fileobj for key in ready.get_map().values()}
    if wanted and not watched:
        ready.register(into, selectors.EVENT_WRITE)  # type: ignore[arg-type]
    elif watched and not wanted:
        ready.unregister(into)  # type: ignore[arg-type]
