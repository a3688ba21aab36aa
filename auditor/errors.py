"""What can go wrong, by whose cure it needs; printed once, in `cli`, and exit status 2."""

from __future__ import annotations


class AuditorError(Exception):
    """Something the user can mend; the message names the place and the cure."""


class InputError(AuditorError):
    """A file, feed or stream that cannot be read, or an entry of it."""

    def __init__(self, path: str, why: str, line: int | None = None) -> None:
        """`path` as the user gave it; `line` counts from 1."""
        super().__init__(f"{path}:{line}: {why}" if line else f"{path}: {why}")
        self.path, self.why, self.line = path, why, line


class ConfigError(AuditorError):
    """A configuration key or value that is not understood."""


class EngineError(AuditorError):
    """A back-translation engine that cannot serve, now or at all."""


class GlossaryError(AuditorError):
    """A glossary that cannot be read, or a change to it that is refused."""
