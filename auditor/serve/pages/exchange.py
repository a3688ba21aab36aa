"""The glossary in and out: export in every format, import with a look at what it would do."""

from __future__ import annotations

import base64
import binascii
import tempfile
from pathlib import Path

import regex
import sqlalchemy as sa
from starlette.responses import Response

from auditor.errors import GlossaryError
from auditor.glossary import desk, imports
from auditor.glossary.schema import HISTORY
from auditor.serve.asking import Ask, go
from auditor.serve.base import Base, noted

POLICIES = ("keep", "overwrite", "alternative")
_ENDINGS = {"terms": "terms", "tbx-dct": "tbx"}
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "tbx": "application/x-tbx",
}
_NAME = regex.compile(r"[^\p{L}\p{N}._-]+")


def export(ask: Ask) -> Response:
    """The whole glossary as a file."""
    return file(ask.base, ask.query.get("format", "terms"))


def file(base: Base, kind: str) -> Response:
    """The glossary in one of the formats, to be saved."""
    data = desk.rendered(list(base.store.concepts()), kind)
    name = f"glossary.{_ENDINGS.get(kind, kind)}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=_MEDIA.get(kind, "text/plain; charset=utf-8"), headers=headers)


def ask(ask: Ask) -> Response:
    """Which file, and what where it differs."""
    return ask.page("import.html", steps=None, policies=POLICIES, wrong="")


def take(ask: Ask) -> Response:
    """First what the file would do; then, asked again with the same, it is done."""
    name = ask.files["file"].name if "file" in ask.files else ask.form.get("name", "")
    try:
        data = ask.files["file"].data if "file" in ask.files else base64.b64decode(ask.form.get("data", ""), validate=True)
    except binascii.Error as error:
        raise GlossaryError("the file did not arrive whole: choose it again") from error
    policy = ask.form.get("policy", "keep")
    if policy not in POLICIES or not data:
        return ask.page("import.html", 400, steps=None, policies=POLICIES, wrong="choose a file")
    first, _, second = ask.form.get("languages", "").partition("-")
    with tempfile.TemporaryDirectory() as folder, ask.base.writing() as connection:
        path = Path(folder) / safe_name(name)
        path.write_bytes(data)
        store = ask.base.store.within(connection)
        at = str(connection.execute(sa.select(sa.func.max(HISTORY.c.id))).scalar() or 0)
        try:
            steps, versions = desk.planned(store, path, policy, (first, second))
        except GlossaryError as error:
            return ask.page("import.html", 400, steps=None, policies=POLICIES, wrong=str(error).replace(folder + "/", ""))
        if ask.form.get("sure") == at:
            desk.imported(store, steps, versions, ask.who.editor, f"imported {name}"[:200])
            noted(connection, ask.who.name, "glossary imported", name)
            return go("/glossary?done=imported")
    return ask.page(
        "import.html",
        steps=[s for s in steps if s.kind != "same"][:500],
        counts=imports.counts(steps),
        policies=POLICIES,
        wrong="",
        name=name,
        data=base64.b64encode(data).decode(),
        policy=policy,
        languages=ask.form.get("languages", ""),
        at=at,
        changed=bool(ask.form.get("sure")),
    )


def safe_name(name: str) -> str:
    """A file name that stays in its folder.

    >>> safe_name("../../etc/pass wd.csv")
    'pass_wd.csv'
    """
    return _NAME.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).lstrip(".")[-100:] or "file.csv"
