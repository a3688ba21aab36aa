"""What a desk's decisions teach: each rule's confidence here, and which findings its editors have answered for.

The method.  A rule starts from its precision as shipped (measured on gold sets; 0.7 where nothing was measured), which counts as
much as `WEIGHT` decisions: Beta(WEIGHT p, WEIGHT (1 - p)).  The desk's decisions about the rule in all other feeds move that;
what they give counts again as `WEIGHT` decisions for the rule in one feed, where that feed's own decisions move it once more.  A
finding's log-odds are shifted by the difference between the last and the first.  It steps aside only where its confidence falls
below the rule's cut-off and, at 90 %, the rule is right here in less than `RARE` of cases: doubt alone hides nothing.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
import os
import urllib.parse
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from auditor.errors import ConfigError
from auditor.model import Finding, Status
from auditor.suppressions import Suppression, Suppressions, of_decision

SCHEMA = "auditor.desk/v1"
WEIGHT = 3.0  # decisions that a prior is worth: on simulated editors, 2 hides more true ones, 6 fewer false ones
SURE = 0.9  # how sure of that
FEWEST = 4  # decisions about a rule before anything of it steps aside, however little it was trusted when it shipped
RARE = 0.5  # a rule that may be right in half of all cases is never silenced
UNMEASURED = 0.7  # the precision of a rule nobody has measured
_LEAST, _MOST = 0.2, 0.95  # shipped precisions from few findings are not taken for certain


class Tally(msgspec.Struct, frozen=True):
    """How often a desk found a rule right and wrong in one feed."""

    rule: str
    feed: str
    right: int = 0
    wrong: int = 0


class Trust(msgspec.Struct, frozen=True):
    """What is believed of a rule in one feed: `prior` as shipped, `mean` now, between `low` and `high` at 80 %."""

    rule: str
    feed: str
    prior: float
    mean: float
    low: float
    high: float
    right: int
    wrong: int
    decisions: int = 0  # about the rule, in all feeds

    @property
    def doubted(self) -> bool:
        """Is it decided enough, and against the rule, for findings to step aside?"""
        return self.decisions >= FEWEST and self.high < RARE

    @property
    def shift(self) -> float:
        """What is added to a finding's log-odds."""
        return _logit(self.mean) - _logit(self.prior)


class Snapshot(msgspec.Struct, frozen=True, rename={"schema_": "schema"}):
    """A desk's decisions as `auditor check --desk` uses them."""

    schema_: str
    made: str
    tallies: tuple[Tally, ...] = ()
    dismissals: tuple[Suppression, ...] = ()


class Beliefs:
    """The trust in every rule, by feed, from the tallies of all."""

    def __init__(self, tallies: Iterable[Tally], measured: Mapping[str, float]) -> None:
        """`measured` gives the shipped precision (0 to 1) by rule."""
        self._measured = measured
        self._of: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
        for tally in tallies:
            right, wrong = self._of[tally.rule].get(tally.feed, (0, 0))
            self._of[tally.rule][tally.feed] = (right + tally.right, wrong + tally.wrong)
        self._trust = functools.cache(self._trusted)

    def trust(self, rule: str, feed: str) -> Trust:
        """The trust in a rule in a feed, whether anything was decided there or not."""
        return self._trust(rule, feed)

    def decided(self) -> list[Trust]:
        """The trust wherever something was decided, by rule and feed."""
        return [self.trust(rule, feed) for rule in sorted(self._of) for feed in sorted(self._of[rule])]

    def knows(self, rule: str) -> bool:
        """Was anything decided about the rule?"""
        return rule in self._of

    def _trusted(self, rule: str, feed: str) -> Trust:
        prior = min(_MOST, max(_LEAST, self._measured.get(rule, UNMEASURED)))
        feeds = self._of.get(rule, {})
        right, wrong = feeds.get(feed, (0, 0))
        others = [counts for name, counts in feeds.items() if name != feed]
        elsewhere = _mean(prior, sum(r for r, _ in others), sum(w for _, w in others))
        low, mean, high = _posterior(elsewhere, right, wrong)
        return Trust(rule, feed, prior, mean, low, high, right, wrong, sum(r + w for r, w in feeds.values()))


def sure(confidence: float, trust: Trust) -> float:
    """The confidence of a finding at this desk.

    >>> round(sure(0.9, Beliefs([Tally("a/b", "wire", 0, 12)], {"a/b": 0.8}).trust("a/b", "wire")), 2)
    0.3
    """
    return confidence if trust.shift == 0 else 1.0 / (1.0 + math.exp(-(_logit(confidence) + trust.shift)))


def aside(confidence: float, trust: Trust, cutoff: float) -> bool:
    """Does a finding step aside, by what was decided?"""
    return trust.doubted and sure(confidence, trust) < max(cutoff, trust.high)


def snapshot(tallies: Iterable[Tally], decisions: Iterable[Mapping[str, str]], today: dt.date, made: str) -> Snapshot:
    """What `auditor check` needs of a desk: the counts its learning rests on, and the dismissals that hold today."""
    live = (d for d in decisions if d["verdict"] == "dismiss" and (not d["expires"] or d["expires"] >= today.isoformat()))
    return Snapshot(SCHEMA, made, tuple(tallies), tuple(of_decision(d, "desk") for d in live))


def load(name: str, allow: Collection[str] = (), *, offline: bool = False) -> Snapshot:
    """The snapshot of a desk, by its address (token: AUDITOR_DESK_TOKEN) or from a file; ConfigError if there is none."""
    if not name.startswith(("http://", "https://")):
        try:
            return read(Path(name).read_bytes(), name)
        except OSError as error:
            raise ConfigError(f"{name}: {error.strerror or error}") from error
    from auditor.ingest import fetch  # noqa: PLC0415 - an HTTP client that few runs need

    url = name if name.rstrip("/").endswith("/snapshot") else f"{name.rstrip('/')}/api/v1/snapshot"
    host = urllib.parse.urlsplit(url).hostname or ""  # whoever names a desk means it, wherever it stands
    token = os.environ.get("AUDITOR_DESK_TOKEN", "")
    if not token:
        raise ConfigError(f"{fetch.shown(name)}: a desk asks for a token: put one into AUDITOR_DESK_TOKEN")
    return read(fetch.fetch(url, allow=(host, *allow), offline=offline, bearer=token).data, fetch.shown(name))


def read(data: bytes, where: str) -> Snapshot:
    """A snapshot from its JSON; ConfigError where it is none."""
    try:
        found = msgspec.json.decode(data, type=Snapshot)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{where}: not a desk's snapshot: {error}") from error
    if found.schema_ != SCHEMA:
        raise ConfigError(f"{where}: written as {found.schema_!r}, read is {SCHEMA!r}")
    return found


def applied(
    findings: Sequence[Finding], feeds: Mapping[str, str], beliefs: Beliefs, cutoff: Callable[[Finding], float]
) -> list[Finding]:
    """Findings with the confidence they have at this desk; those that step aside are suppressed, with the reason.

    `feeds` gives the feed of each unit.
    """
    out = []
    for finding in findings:
        trust = beliefs.trust(finding.rule, feeds.get(finding.unit, "")) if beliefs.knows(finding.rule) else None
        if trust is None or finding.status is not Status.OPEN:
            out.append(finding)
            continue
        confidence = round(sure(finding.confidence, trust), 4)
        away = aside(finding.confidence, trust, cutoff(finding))
        why = f"this desk found the rule right in {trust.right} of {trust.right + trust.wrong} cases here" if away else ""
        status = Status.SUPPRESSED if away else finding.status
        out.append(msgspec.structs.replace(finding, confidence=confidence, status=status, why=why or finding.why))
    return out


def ignored(found: Snapshot, today: dt.date) -> Suppressions:
    """The dismissals of a snapshot that still hold."""
    return Suppressions(tuple(d for d in found.dismissals if d.expires is None or d.expires >= today))


def _mean(prior: float, right: int, wrong: int) -> float:
    return (WEIGHT * prior + right) / (WEIGHT + right + wrong)


def _posterior(prior: float, right: int, wrong: int) -> tuple[float, float, float]:
    """Low, mean and high of the Beta posterior: nine tenths of it lie below `high`, one tenth below `low`."""
    a, b = WEIGHT * prior + right, WEIGHT * (1 - prior) + wrong
    return _quantile(a, b, 1 - SURE), a / (a + b), _quantile(a, b, SURE)


def _quantile(a: float, b: float, share: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if _below(a, b, middle) < share else (low, middle)
    return (low + high) / 2


def _below(a: float, b: float, x: float) -> float:
    """The share of Beta(a, b) below x: the regularised incomplete beta function by its continued fraction (DLMF 8.17.22).

    >>> round(_below(2.0, 3.0, 0.5), 4)
    0.6875
    """
    if x > (a + 1) / (a + b + 2):
        return 1.0 - _below(b, a, 1.0 - x)
    if x <= 0:
        return 0.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
    fraction = 1.0
    for m in range(40, 0, -1):  # from the far end inwards; forty terms are far more than these sizes need
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        fraction = 1.0 + even / (1.0 + odd / fraction)
    return front / (1.0 - (a + b) * x / ((a + 1) * fraction))


def _logit(p: float) -> float:
    p = min(0.999, max(0.001, p))
    return math.log(p / (1 - p))
