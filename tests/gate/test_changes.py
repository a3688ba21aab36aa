"""`--changed-since`: rows by their lines, items of a feed by theirs, texts by their file, and what git does not know."""

from __future__ import annotations

import subprocess

import pytest

TEXT = "The law cost 53 million euros."


@pytest.fixture
def git(project, monkeypatch):
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "desk")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "desk@desk.example")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")

    def run(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=project, check=True, capture_output=True)

    run("init", "-q")
    return run


@pytest.fixture
def commit(git):
    def now() -> None:
        git("add", "-A")
        git("commit", "-q", "-m", "x")

    return now


def units(done) -> list[str]:
    return [u["id"] for u in done.report["units"]]


def test_rows_whose_line_changed(auditor, rows, wrong, right, commit) -> None:
    some = [{**right, "id": f"u{n}"} for n in range(300)]
    some[7] = {**wrong, "id": "u7"}  # an old error
    rows(*some)
    commit()
    nothing = auditor("check", "in.jsonl", "--changed-since", "HEAD", "-f", "json")
    assert (nothing.status, units(nothing), nothing.report["summary"]["counts"]["unchanged"]) == (0, [], 300)
    some[200] = {**wrong, "id": "u200"}
    rows(*some[:100], {**right, "id": "new"}, *some[100:])
    done = auditor("check", "in.jsonl", "--changed-since", "HEAD", "-f", "json")
    assert (done.status, units(done)) == (1, ["new", "u200"])


def test_items_of_a_feed_and_of_its_source(auditor, saved, feed, commit) -> None:
    arguments = (*saved(), "--changed-since", "HEAD", "-f", "json")
    commit()
    assert units(auditor("check", *arguments)) == []
    feed.put("g2", "Rain falls on Porto", "The storm lasted 21 hours.", "Llueve en Oporto", "La tormenta duró 12 horas.")
    saved()
    assert {d["id"] for d in auditor("check", *arguments).report["documents"]} == {"g2"}
    commit()
    feed.put("g1", *feed.items["g1"][:3], "El puente costó 54 millones de euros.")
    saved()
    assert {d["id"] for d in auditor("check", *arguments).report["documents"]} == {"g1"}


def test_texts_by_their_file_also_untracked_and_in_folders(auditor, project, commit) -> None:
    (project / "t").mkdir()
    (project / "t" / "old.md").write_text(f"{TEXT}\n")
    (project / "t" / "changed.md").write_text(f"{TEXT}\n\nOne more line.\n")
    commit()
    (project / "t" / "changed.md").write_text(f"{TEXT}\n")
    (project / "t" / "new é.md").write_text(f"{TEXT}\n")
    done = auditor("check", "t", "--changed-since", "HEAD", "-l", "en", "-f", "json")
    assert [d["path"] for d in done.report["documents"]] == ["t/changed.md", "t/new é.md"]


@pytest.mark.parametrize("ref", ["nowhere", "--output=x", "HEAD~5", ""])
def test_no_such_commit(auditor, rows, right, commit, project, ref) -> None:
    rows(right)
    commit()
    done = auditor("check", "in.jsonl", f"--changed-since={ref}")
    assert done.status == (2 if ref else 0)
    assert not (project / "x").exists()


def test_no_repository_and_no_file(auditor, rows, right, monkeypatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", "/")
    rows(right)
    assert "git" in auditor("check", "in.jsonl", "--changed-since", "HEAD").err
    assert auditor("check", "https://feeds.example/x.xml", "--changed-since", "HEAD").status == 2
