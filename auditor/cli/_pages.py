"""Rule pages, in every form the command line prints them in."""

from __future__ import annotations

import difflib
import json
from typing import Any

import msgspec

from auditor import checks, corpora, judge, pipeline
from auditor.checks.base import Example, Rule
from auditor.errors import ConfigError
from auditor.report.manual import Manual, pages


def manual() -> Manual:
    """A page a rule, for the renderers."""
    known = {rule: {"precision": m.precision, "recall": m.recall} for rule, m in judge.measured().items()}
    figures = {rule: {name: value for name, value in m.items() if value is not None} for rule, m in known.items()}
    return pages(pipeline.facts().values(), figures)


def _is_preview(rule: Rule) -> bool:
    return rule.preview or rule.id in judge.preview_rules()


def page(ident: str) -> str:
    """The page of one rule as text; ConfigError names the nearest rule where there is none of that name."""
    rules = pipeline.facts()
    if ident not in rules:
        group = [name for name in rules if name.startswith(f"{ident}/")]
        if group:
            return "\n\n".join(page(name) for name in group)
        near = difflib.get_close_matches(ident, list(rules), n=1, cutoff=0)
        raise ConfigError(f"no rule {ident!r}: did you mean {near[0]!r}? `auditor rules` lists them")
    rule = rules[ident]
    lines = [rule.id, "=" * len(rule.id), rule.summary, ""]
    if rule.why:
        lines += [rule.why, ""]
    lines += [
        f"MQM         {rule.category}",
        f"ITS 2.0     {rule.its or 'other'}",
        f"severity    {rule.severity.value}",
        f"languages   {rule.languages}",
        f"state       {'preview: off unless --extend-select names it' if _is_preview(rule) else 'on'}",
        f"measured    {_measured(ident)}",
        f"cost        {_cost(ident)}",
        "",
        "Caught:",
        *(_example(example) for example in rule.examples if example.flags is not None),
        "",
        "Innocent:",
        *(_example(example) for example in rule.examples if example.flags is None),
    ]
    return "\n".join(lines)


def _measured(ident: str) -> str:
    facts = judge.measured().get(ident)
    if facts is None or facts.precision is None:
        return "not measured yet"
    recall = f", recall {facts.recall:.0%} of {facts.wanted}" if facts.recall is not None else ""
    return f"precision {facts.precision:.0%} of {facts.found} findings{recall}, on {facts.on}"


def _cost(ident: str) -> str:
    """What the rule's check costs; its rules are looked for together."""
    check = next((check.id for check in checks.discover() if any(rule.id == ident for rule in check.rules)), "")
    try:
        known = msgspec.json.decode(corpora.path("judge/costs.json").read_bytes())
    except FileNotFoundError:
        known = {}
    spent = known.get("checks", {}).get(check)
    if spent is None:
        return "not measured yet"
    return f"{spent:.0f} µs a unit (check {check}), measured by {known['by']} on {known['on']}; {known['machine']}"


def _example(example: Example) -> str:
    parts = [f"  [{example.langs}{', ' + example.field if example.field != 'body' else ''}] {example.target or '(nothing)'}"]
    for name, text in (("source", example.source), ("reference", example.reference), ("back", example.back)):
        if text:
            parts.append(f"      {name}: {text}")
    if example.flags is not None:
        parts.append(f"      flagged: {example.flags or '(a place)'} ({example.side.value})")
    if example.note:
        parts.append(f"      {example.note}")
    return "\n".join(parts)


def table() -> str:
    """Every rule on a line."""
    rules = pipeline.facts()
    width = max(map(len, rules), default=0)
    lines = [
        f"{ident:{width}}  {rule.severity.value:8}  {'preview ' if _is_preview(rule) else '':8}{rule.summary}"
        for ident, rule in sorted(rules.items())
    ]
    return "\n".join([*lines, "", "`auditor rule ID` prints the page of one."])


def table_markdown() -> str:
    """The rule table of the README."""
    rows = ["| rule | what it finds | severity | precision |", "|---|---|---|---|"]
    for ident, rule in sorted(pipeline.facts().items()):
        facts = judge.measured().get(ident)
        shown = f"{facts.precision:.0%}" if facts and facts.precision is not None else "not measured"
        preview = " (preview)" if _is_preview(rule) else ""
        rows.append(f"| `{ident}`{preview} | {rule.summary} | {rule.severity.value} | {shown} |")
    return "\n".join(rows)


def page_json(rules: list[Rule]) -> str:
    """Rules as JSON, for other programs."""
    out: list[dict[str, Any]] = [
        {
            "id": rule.id,
            "summary": rule.summary,
            "category": rule.category,
            "severity": rule.severity.value,
            "languages": rule.languages,
            "preview": _is_preview(rule),
            "measured": msgspec.to_builtins(judge.measured().get(rule.id)),
        }
        for rule in rules
    ]
    return json.dumps(out, ensure_ascii=False, indent=1)
