"""The README says what is true: the rule table is generated, and every command it names exists."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from typer.testing import CliRunner

from auditor.cli import app

ROOT = Path(__file__).resolve().parent.parent


def test_the_rule_table_is_current() -> None:
    spec = importlib.util.spec_from_file_location("build_readme", ROOT / "scripts" / "build_readme.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    text = (ROOT / "README.md").read_text("utf-8")
    assert module.rendered(text) == text, "run `make golden`"


def test_every_command_named_exists() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"\bauditor (audit|check|rules|rule|config|selftest|evaluate)\b", text))
    assert len(named) >= 6
    for command in named:
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0


def test_every_linked_file_is_there() -> None:
    for document in (ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), target
