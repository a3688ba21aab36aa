"""What is ready to use: the action, the templates, the image, and a configuration to begin with."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import regex

from auditor import config

HOME = Path(__file__).resolve().parents[2]
ACTION, GITLAB, HOOKS, DOCKER = (
    (HOME / name).read_text("utf-8") for name in ("action.yml", "ci/gitlab.yml", ".pre-commit-hooks.yaml", "Dockerfile")
)


@pytest.mark.parametrize("text", [ACTION, GITLAB, HOOKS, DOCKER])
def test_every_option_they_use_exists(auditor, text) -> None:
    known = auditor("check", "--help").out
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    used = {
        o
        for line in lines
        if "auditor check" in line or "arguments" in line or "--format" in line
        for o in regex.findall(r"(?<=[\s(])--[a-z-]+", line)
    }
    assert {option for option in used if option not in known} == set()


def test_the_action_passes_inputs_as_variables_alone() -> None:
    """`${{ inputs.x }}` inside a script is how a branch name becomes a command."""
    scripts = regex.findall(r"(?m)^      run: \|\n((?:        .*\n|\n)+)", ACTION) + regex.findall(
        r"(?m)^      run: ([^|\n].*)$", ACTION
    )
    assert len(scripts) == 3
    assert not any("${{" in script for script in scripts)


def test_the_action_runs_its_check(project, rows, wrong, right) -> None:
    """Its own script, with what a runner would give it."""
    script = regex.search(r"(?s)id: check.*?run: \|\n(.*?)\n\n    - uses", ACTION)[1]
    (project / "bin").mkdir()
    (project / "bin" / "auditor").write_text(f'#!/bin/sh\nexec {shlex.quote(os.sys.executable)} -m auditor "$@"\n')
    (project / "bin" / "auditor").chmod(0o755)
    rows(wrong)
    rows({**right, "id": "name with $(touch pwned)"}, name="b $(touch pwned).jsonl")
    env = {**os.environ, "PATH": f"{project / 'bin'}:{os.environ['PATH']}", "INPUTS": "in.jsonl\nb $(touch pwned).jsonl\n", "SOURCE": "",
           "ARGUMENTS": "--min-confidence\n0.1", "FAIL_ON": "major", "BASELINE": "", "SUMMARY": "true", "OUT": str(project / "out"),
           "GITHUB_OUTPUT": str(project / "outputs"), "GITHUB_STEP_SUMMARY": str(project / "summary")}  # fmt: skip
    done = subprocess.run(["bash", "-c", script], cwd=project, env=env, capture_output=True, text=True, check=False)
    assert "status=1" in (project / "outputs").read_text(), done.stderr
    assert "::error" in done.stdout
    assert "35 million" in (project / "summary").read_text()
    assert not (project / "pwned").exists()


def linter(name: str) -> str:
    """A linter of the development tools, beside this Python; skips visibly where its wheel is not made for the machine."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def complaints(*command: str, cwd: Path = HOME) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_the_image_passes_hadolint() -> None:
    assert complaints(linter("hadolint"), "--no-color", "Dockerfile") == ""


@pytest.mark.parametrize(("schema", "file"), [("github-actions", "action.yml"), ("gitlab-ci", "ci/gitlab.yml")])
def test_templates_are_valid_by_their_published_schemas(schema, file) -> None:
    assert complaints(linter("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", file) == ""


def test_the_workflow_in_the_guide_passes_actionlint(tmp_path) -> None:
    """With the action itself in the place of its name, so that its inputs are checked too; and one wrong input is seen."""
    guide = (HOME / "docs" / "gate.md").read_text("utf-8")
    jobs = regex.search(r"(?s)\*\*GitHub\*\*\n\n```yaml\n(.*?)```", guide)[1]
    workflow = "on: push\n" + regex.sub(r"uses: OWNER/auditor@COMMIT[^\n]*", "uses: ./auditor", jobs)
    assert "./auditor" in workflow
    (tmp_path / "auditor").mkdir()
    (tmp_path / "auditor" / "action.yml").write_text(ACTION, "utf-8")
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)
    for text, seen in ((workflow, ""), (workflow.replace("baseline:", "basline:"), '"basline" is not defined')):
        (tmp_path / ".github" / "workflows" / "x.yml").write_text(text, "utf-8")
        told = complaints(linter("actionlint"), cwd=tmp_path)
        assert seen in told if seen else told == ""


def test_init_suits_the_project(auditor, project) -> None:
    (project / "es").mkdir()
    for name in ("es/a.xlf", "es/b.xlf", "feed.en.xml", "glossary.csv", "node_modules.txt"):
        (project / name).write_text("")
    done = auditor("init")
    assert done.status == 0
    assert "'**/*.xlf'" in done.out
    text = (project / "auditor.toml").read_text()
    assert tomllib.loads(text)["glossary"] == ["glossary.csv"]
    assert "2 .xlf, 1 .xml" in text
    assert "es" in text.split("Seen in names here:")[1].splitlines()[0]
    assert config.load(project).config.fail_on == "major"
    assert auditor("init").status == 2
    assert auditor("init", "--force").status == 0
    assert auditor("init", "gone").status == 2


def test_every_commented_setting_of_init_is_understood(auditor, project) -> None:
    auditor("init")
    path = project / "auditor.toml"
    text = regex.sub(r"(?m)^# (?=[a-z-]+ = |\[)", "", path.read_text())
    path.write_text(text)
    settings = config.load(project).config
    assert settings.columns == {"target": "Spanish", "source": "English"}
    assert settings.max_minor == 20


def test_completion_is_offered(auditor) -> None:
    assert "--install-completion" in auditor("--help").out
