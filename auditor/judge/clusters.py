"""Which evidence speaks of the same words, whatever the view, and what can be said of it in numbers."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence

import msgspec

from auditor.lang.tokens import words
from auditor.model import Evidence, Role, Span, Unit, View

# Rules that say "something differs here": where a rule that knows what it is fires on the same words, that one is shown.
GENERIC = frozenset({"meaning/substitution", "coverage/addition", "coverage/omission", "fluency/order", "fluency/spelling"})
_WIDE = 5  # a span this many times longer than another is about something else, unless it is the surer one
_MOST = (
    1000  # pieces of evidence looked at in one unit, surest first: more than that is not a translation, and pairs are compared
)
_PROMOTED = 0.5  # a specific rule leads when it is at least this fraction as sure as the generic one


class Cluster(msgspec.Struct, frozen=True):
    """Evidence on the same words: `head` is what an editor is told, `others` agree with it."""

    head: Evidence
    others: tuple[Evidence, ...] = ()

    @property
    def all(self) -> tuple[Evidence, ...]:
        """Head first."""
        return (self.head, *self.others)


def order(evidence: Evidence) -> tuple[object, ...]:
    """A total order by place and content, so that the order checks ran in never shows."""
    return (evidence.span.role.value, evidence.span.start, evidence.span.end, evidence.rule, evidence.cause, evidence.view.value,
            evidence.message, evidence.suggestion or "", evidence.check)  # fmt: skip


def clusters(evidence: Sequence[Evidence], belief: Callable[[Evidence], float]) -> list[Cluster]:
    """Groups evidence around its surest piece; not transitive, so that a chain of overlaps never swallows a text."""
    ranked = sorted(evidence, key=lambda e: (-belief(e), *order(e)))[:_MOST]
    out: list[Cluster] = []
    taken = [False] * len(ranked)
    for i, head in enumerate(ranked):
        if taken[i]:
            continue
        others = []
        for j in range(i + 1, len(ranked)):
            if not taken[j] and _same_words(head, ranked[j]):
                taken[j] = True
                others.append(ranked[j])
        out.append(_lead(head, others, belief))
    return out


def _lead(head: Evidence, others: Sequence[Evidence], belief: Callable[[Evidence], float]) -> Cluster:
    """Lets the rule that knows what is wrong speak for one that only sees a difference, unless that is about far more words."""
    if head.rule in GENERIC:
        for other in others:
            if other.rule not in GENERIC and belief(other) >= _PROMOTED * belief(head) and _speaks_for(other, head):
                return Cluster(other, (head, *(o for o in others if o is not other)))
    return Cluster(head, tuple(others))


def _speaks_for(other: Evidence, head: Evidence) -> bool:
    """A wrong article is not why a sentence is out of order."""
    mine, theirs = head.span.end - head.span.start, other.span.end - other.span.start
    return other.span.role is not head.span.role or mine <= _WIDE * max(1, theirs)


def _same_words(head: Evidence, other: Evidence) -> bool:
    """Do both speak of the same words?  A narrow head leaves a much wider span alone; a wide head takes narrow ones in."""
    if head.span.role is other.span.role:
        return _covers(head.span, other.span)
    if head.rule.split("/")[0] != other.rule.split("/")[0]:
        return False
    mine, theirs = _on_target(head), _on_target(other)
    return mine is not None and theirs is not None and _covers(mine, theirs)


def _on_target(evidence: Evidence) -> Span | None:
    return evidence.span if evidence.span.role is Role.TARGET else evidence.anchor


def _covers(head: Span, other: Span) -> bool:
    a, b = head.end - head.start, other.end - other.start
    if not a or not b:
        return max(head.start, other.start) <= min(head.end, other.end) and max(a, b) <= 1
    shared = min(head.end, other.end) - max(head.start, other.start)
    return shared * 2 >= min(a, b) and b <= _WIDE * a


def logit(p: float) -> float:
    """The log odds, kept within reason."""
    p = min(0.99, max(0.01, p))
    return math.log(p / (1.0 - p))


def context(unit: Unit, evidence: Sequence[Evidence]) -> dict[str, float]:
    """What the whole unit says about any one difference in it: in a free rendering most differences are innocent."""
    target = words(unit.target.text)
    # Centred on what is usual, so that one piece of evidence judged without its unit stands where it would in a usual unit.
    out = {"unit:short": 1.0 / (1.0 + len(target)) - 0.04, "unit:pieces": len(evidence) / (4.0 + len(target)) - 0.2}
    if unit.reference is not None:
        shared = _overlap(unit.target.text, unit.reference.text)
        out |= {"unit:like": shared - 0.6, "unit:very-like": max(0.0, shared - 0.6)}
    else:
        out["unit:no-reference"] = 1.0
    return out


@functools.lru_cache(maxsize=1024)
def _overlap(left: str, right: str) -> float:
    """Share of words in common, 0 to 1 (Dice, as bags, caseless)."""
    a, b = [t.text.lower() for t in words(left)], [t.text.lower() for t in words(right)]
    counts: dict[str, int] = {}
    for word in a:
        counts[word] = counts.get(word, 0) + 1
    shared = 0
    for word in b:
        if counts.get(word, 0) > 0:
            counts[word] -= 1
            shared += 1
    return 2.0 * shared / (len(a) + len(b)) if a or b else 1.0


def alone(evidence: Evidence) -> dict[str, float]:
    """What one piece of evidence says by itself."""
    rule, sure = evidence.rule, logit(evidence.strength)
    kind = f"{rule}#{evidence.cause}"
    size = math.log1p(evidence.span.end - evidence.span.start)
    out = {"sure": sure, f"rule:{rule}": 1.0, f"sure:{rule}": sure, f"cause:{kind}": 1.0, f"sure:{kind}": sure,
           f"view:{evidence.view.value}": 1.0, "size": size, f"size:{rule}": size}  # fmt: skip
    for name, value in evidence.features.items():
        if math.isfinite(value):
            out[f"x:{rule}:{name}"] = max(-10.0, min(10.0, float(value)))
    return out


def together(cluster: Cluster, belief: Callable[[Evidence], float], around: Mapping[str, float]) -> dict[str, float]:
    """What a cluster says: its head, who agrees with it, and the unit it stands in."""
    head = cluster.head
    out = {**alone(head), **around}
    out |= {
        f"{name}:{head.rule}": value
        for name, value in around.items()
        if name in ("unit:like", "unit:pieces", "unit:no-reference")
    }
    seen = {(head.view, head.check)}
    for other in cluster.others:
        if (other.view, other.check) in seen:
            continue
        seen.add((other.view, other.check))
        weight = belief(other)
        kind = "view" if other.view is not head.view else "check"
        out[f"agree:{kind}"] = out.get(f"agree:{kind}", 0.0) + weight
        out[f"agree:{kind}:{other.rule}"] = weight
    if len({e.view for e in cluster.all} & {View.BILINGUAL, View.REFERENCE}) == 2:
        out["agree:both"] = 1.0
    return out
