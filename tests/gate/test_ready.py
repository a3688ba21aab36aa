"""What is ready to use: the action, the templates, the image, and a configuration to begin with."""

from __future__ import annotations

import os
import shlex
import subprocess
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


def test_the_image_keeps_the_rules_of_hadolint() -> None:
    """By reading: DL3002, DL3006, DL3007, DL3009, DL3015, DL3020, DL3025, DL3042, DL4000 and a shell that cannot fail silently."""
    lines = regex.sub(r"\\\n\s*", " ", DOCKER).splitlines()
    froms = [line for line in lines if line.startswith("FROM")]
    assert all(":" in line and ":latest" not in line for line in froms)
    users = [line.split()[1] for line in lines if line.startswith("USER")]
    assert users
    assert users[-1] not in {"root", "0"}
    assert not [line for line in lines if line.startswith(("ADD", "MAINTAINER", "SHELL"))]
    runs = [line for line in lines if line.startswith("RUN")]
    for run in runs:
        assert "sudo" not in run
        assert "|" not in run.replace("||", "")
        if "apt-get install" in run:
            assert "--no-install-recommends" in run
            assert "-y" in run
            assert "rm -rf /var/lib/apt/lists" in run
        if "pip install" in run:
            assert "--no-cache-dir" in run
    assert all(line.split(None, 1)[1].startswith("[") for line in lines if line.startswith(("CMD", "ENTRYPOINT")))


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
