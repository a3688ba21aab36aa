"""The index of a word list says what simplemma's own reading of the list says."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest
from simplemma.strategies.dictionaries.dictionary_factory import _read_decompressed
from simplemma.strategies.dictionaries.frontcode import _decode_stream

from auditor.lang import forms
from auditor.lang.forms_index import indexed


@pytest.mark.parametrize("lang", ["en", "fr", "hi", "sw", "he"])  # English has a form of 183 letters
def test_every_form_has_the_value_simplemma_gives_it(lang: str) -> None:
    kept = forms.Forms(indexed(_read_decompressed(lang)))
    theirs = {k.decode(): v.decode() for k, v in _decode_stream(_read_decompressed(lang)).items()}
    assert len(kept) == len(theirs)
    assert list(kept) == list(theirs)
    some = dict(itertools.islice(theirs.items(), 0, None, 5))
    assert {word: kept.get(word) for word in some} == some
    wrong = [word + "q" for word in some]
    assert [word in kept for word in wrong] == [word in theirs for word in wrong]


def test_a_damaged_list_is_refused() -> None:
    stream = _read_decompressed("sw")
    with pytest.raises(ValueError, match="word list"):
        indexed(stream[:-5])


def test_the_index_is_kept_and_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_CACHE_DIR", str(tmp_path))
    assert forms.opened("sw").get("watu") == "mtu"
    (file,) = (tmp_path / "words").iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:1000])  # a disk that was full
    assert forms.opened("sw").get("watu") == "mtu"
    assert file.read_bytes() == whole


@pytest.mark.parametrize("lang", ["zh", "../../etc/passwd"])
def test_a_language_without_a_list_is_told(lang: str) -> None:
    with pytest.raises(ValueError, match="no word list"):
        forms.opened(lang)


@pytest.mark.skipif(os.name == "nt", reason="folders of POSIX")
def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("AUDITOR_CACHE_DIR", str(tmp_path / "file"))
    assert forms.opened("sw").get("watu") == "mtu"
