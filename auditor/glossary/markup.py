"""The one XML parser of the glossary: no network, no DTD, no entities, no huge trees; what is wrong names its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import regex
from lxml import etree

from auditor.errors import GlossaryError
from auditor.glossary.text import LARGEST

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DECLARES = regex.compile(rb"<!(?:ENTITY|DOCTYPE[^>\[]*+\[)", regex.IGNORECASE)


def parse(path: Path) -> Any:
    """The root element of a file; GlossaryError with its line if it is not well formed, declares entities or is too large."""
    try:
        if path.stat().st_size > LARGEST:
            raise GlossaryError(f"{path}: larger than {LARGEST // 1024 // 1024} MB")
        data = path.read_bytes()
    except OSError as error:
        raise GlossaryError(f"{path}: {error.strerror or error}") from error
    if match := _DECLARES.search(data[:1_000_000]):
        line = data.count(b"\n", 0, match.start()) + 1
        raise GlossaryError(f"{path}:{line}: declares entities: refused, as they could read files or grow without end")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True, remove_comments=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise GlossaryError(f"{path}:{error.lineno or 1}: {(error.msg or 'not XML').splitlines()[0]}") from error


def local(element: Any) -> str:
    """The element's name without its namespace, "" for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def words(element: Any) -> str:
    """All text of an element, white space as in running text."""
    return " ".join("".join(element.itertext()).split())
