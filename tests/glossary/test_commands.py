"""The commands: what they print, what they store, what they refuse."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from auditor.cli.glossary import app
from auditor.errors import GlossaryError


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def go(*words):
        result = CliRunner().invoke(app, list(words), catch_exceptions=True)
        if isinstance(result.exception, GlossaryError):
            raise result.exception
        assert result.exit_code in {0, 1}, result.output
        return result

    go("init")
    return go


def test_a_term_s_life(run):
    run("add", "lawmaker", "en", "lawmaker", "--reviewer", "--status", "preferred", "--as", "ann", "--why", "wanted")
    with pytest.raises(GlossaryError, match="reviewer"):
        run("add", "lawmaker", "es", "abogado", "--status", "forbidden")
    run("add", "lawmaker", "es", "legislador")
    assert run("show", "lawmaker").stdout == "[lawmaker]\nen = lawmaker\nes ~ legislador\n"
    assert [c["id"] for c in json.loads(run("search", "LEGIS", "--json").stdout)] == ["lawmaker"]
    assert json.loads(run("history", "--json").stdout)[-1]["why"] == "wanted"
    run("undo", "lawmaker")
    assert run("list").stdout == "lawmaker\tlawmaker\n"


def test_import_shows_what_it_does(run, tmp_path):
    (tmp_path / "x.csv").write_text("en,es\nlawmaker,legislador\n,oops\n", "utf-8")
    assert run("import", "x.csv", "--preview").stdout.splitlines() == [
        "added\tlawmaker\t",
        "dropped\tline 3\tthe source term is empty",
    ]
    assert run("list").stdout == ""
    run("import", "x.csv", "--reviewer")
    assert "same 1" in run("import", "x.csv", "--reviewer").stderr
    assert run("export", "-f", "tsv").stdout.splitlines()[1].startswith("lawmaker\ten\tlawmaker\tpreferred")
    assert json.loads(run("stats", "--json").stdout)["terms"] == 2


def test_candidates_are_mined_and_accepted(run, tmp_path):
    lines = [f"The ceasefire began in town {n}\tLa tregua empezó en la ciudad {n}" for n in range(5)]
    lines += [f"It rained on day {n}\tLlovió el día {n}" for n in range(9)]
    (tmp_path / "p.tsv").write_text("\n".join(lines), "utf-8")
    found = json.loads(run("candidates", "p.tsv", "--languages", "en-es", "--json").stdout)
    assert found
    assert all(c["evidence"] for c in found)
    run("accept", str(found[0]["id"]))
    assert found[0]["text"] in run("search", found[0]["text"]).stdout
    assert found[0]["id"] not in [c["id"] for c in json.loads(run("candidates", "--json").stdout)]


def test_lint_names_what_a_corpus_never_says(run, tmp_path):
    for concept, term in (("harbour", "harbour"), ("quay", "quay")):
        run("add", concept, "en", term)
        run("add", concept, "es", term + "o")
    (tmp_path / "c.jsonl").write_text('{"id": "1", "target": "Two harbours closed.", "target_lang": "en"}\n', "utf-8")
    found = json.loads(run("lint", "--corpus", "c.jsonl", "--json").stdout)
    assert [(c["kind"], c["concept"], c["message"]) for c in found] == [("unused", "quay", "stands in none of 1 texts")]
    assert run("lint", "--json").stdout.strip() == "[]"


def test_lint_names_terms_whose_findings_are_mostly_dismissed(run):
    from auditor.glossary.store import Decision, opened

    for concept, term in (("harbour", "harbour"), ("quay", "quay")):
        run("add", concept, "en", term)
        run("add", concept, "es", term + "o")
    with opened("glossary.db") as store:
        for n, (quote, verdict) in enumerate(
            [("harbours", "dismiss"), ("Harbour", "dismiss"), ("harbour", "confirm"), ("quay", "confirm")]
        ):
            store.decide(Decision(f"f{n}", verdict, "so", "ann", rule="terms/missing", quote=quote))
        store.decide(Decision("f9", "dismiss", "so", "ann", rule="numbers/value", quote="quay"))
    found = json.loads(run("lint", "--json").stdout)
    assert [(c["kind"], c["concept"]) for c in found] == [("distrusted", "harbour")]
    assert found[0]["message"].startswith("67% of 3")


def test_candidates_are_mined_from_an_audit(run, tmp_path):
    units = [
        {"id": f"u{n}", "document": "d", "source": f"El buque Almirante Brown zarpó {n}.", "lang": {"source": "es", "target": "en"},
         "target": f"The ship Admiral Brown sailed {n}."} for n in range(4)
    ]  # fmt: skip
    finding = {"rule": "names/mistranslated", "unit": "u0", "quote": "Admiral Brown", "suggestion": "Almirante Brown"}
    (tmp_path / "r.json").write_text(json.dumps({"units": units, "findings": [finding]}), "utf-8")
    found = json.loads(run("candidates", "--report", "r.json", "--json").stdout)
    assert {(c["kind"], c["text"]) for c in found} >= {("disagreed", "Almirante Brown"), ("name", "Admiral Brown")}
    assert all(c["evidence"] for c in found)
    (tmp_path / "r.json").write_text("[]", "utf-8")
    with pytest.raises(GlossaryError, match="not a report"):
        run("candidates", "--report", "r.json")
