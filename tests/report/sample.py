"""One report with something of everything: four scripts, every severity and side, overlaps, hostile text, skips and failures."""

from __future__ import annotations

import hashlib

from auditor.model import (
    Evidence,
    Failure,
    Finding,
    Gate,
    Place,
    Report,
    ReportedDocument,
    ReportedUnit,
    Role,
    Score,
    Segment,
    Severity,
    Skip,
    Span,
    Status,
    Unit,
    View,
)
from auditor.report.manual import Case, RulePage

SIGNATURE = "checks:3f2a91c|engine:none|glossary:newsroom@12|version:0.1.0"
HOSTILE = "<script>alert(1)</script> \x1b[31mred\x1b[0m \N{RIGHT-TO-LEFT OVERRIDE}txet::error file=x::pwned %0A ##[error] =1+1 @everyone #1"


def quoted(unit: Unit, role: Role, words: str) -> Span:
    """The span of words that stand on a side."""
    segment = unit.side(role)
    assert segment is not None
    start = segment.text.index(words)
    return Span(role, start, start + len(words))


def unit(
    id_, document, target, source=None, reference=None, back=None, *, langs="es-en", field="body", block=0, line=1, column=1, **kw
):
    source_lang, lang = langs.split("-", 1)
    place = Place(path=f"feeds/{document}.xml", item=f"guid-{document}", line=line, column=column)
    return Unit(
        id=id_,
        document=document,
        target=Segment(f"{id_}t", target, lang, field, place, block),
        source=None
        if source is None
        else Segment(f"{id_}s", source, source_lang, field, Place("feeds/source.xml", line=line, column=1), block),
        references=() if reference is None else (Segment(f"{id_}r", reference, lang, field, block=block),),
        back=None if back is None else Segment(f"{id_}b", back, source_lang, field, block=block),
        **kw,
    )


def found(unit, rule, words, category, severity, confidence, message, *, side=Role.TARGET, suggestion=None, status=Status.OPEN,
          why="", evidence=(), anchor=None):  # fmt: skip
    span = quoted(unit, side, words)
    seen = tuple(
        Evidence(rule, view, span, message, detail, suggestion, severity, 0.8, check=rule.split("/")[0], anchor=anchor)
        for view, detail in (evidence or ((View.TARGET, ""),))
    )
    fingerprint = hashlib.sha256(f"{rule}|{unit.id}|{words}".encode("utf-8", "replace")).hexdigest()[:16]
    return Finding(
        rule, unit.id, span, words, category, severity, confidence, message, suggestion, seen, fingerprint, status, why
    )


def _harbour():
    """A wire story, Spanish to English."""
    d = "harbour"
    u = [
        unit("h1", d, "Last grain ship leaves Port Varena, Nigeria says", "El último buque de grano zarpa de Puerto Varena, dice Níger",
             "Last grain ship leaves Puerto Varena, Niger says", "El último barco de granos sale de Port Varena, dice Nigeria",
             field="headline", block=0, line=4, column=12),
        unit("h2", d, "By Marisa Okonjo", "Por Marisa Okonjo", "By Marisa Okonjo", field="byline", block=1, line=5, column=12),
        unit("h3", d, "Crew members waving from Russian officials as the “Aurelia” casts off.",
             "Miembros de la tripulación se despiden de funcionarios rusos mientras zarpa el «Aurelia».",
             "Crew members wave goodbye to Russian officials as the Aurelia casts off.",
             "Tripulantes que saludan desde funcionarios rusos mientras el «Aurelia» suelta amarras.",
             field="caption", block=2, line=6, column=22),
        unit("h4", d, "Ministry of Ports/Manual/Corvo Agency", "Ministerio de Puertos/Manual/Agencia Corvo", "Ministry of Ports/Handout/Corvo Agency",
             field="credit", block=3, line=6, column=110),
        unit("h5", d, "PORT VARENA (Corvo) — The last of 14 ships loaded with grain left the harbour on Tuesday, three weeks before the deadline.",
             "PUERTO VARENA (Corvo) — El último de los 40 buques cargados de grano abandonó el puerto el martes, tres semanas antes del plazo.",
             "PUERTO VARENA (Corvo) — The last of 40 vessels carrying grain left port on Tuesday, three weeks ahead of the deadline.",
             block=4, line=7, column=1),
        unit("h6", d, "The minister did deny that the cargo had been inspected.", "El ministro no negó que la carga hubiera sido inspeccionada.",
             "The minister did not deny that the cargo had been inspected.", "El ministro negó que la carga hubiera sido inspeccionada.",
             block=4, line=7, column=124),
        unit("h7", d, "“We rained in buckets for three days,” said the harbour master, Ilse Brandt, on Wednesday 😀.",
             "«Llovió a cántaros durante tres días», dijo la capitana del puerto, Ilse Brand, el miércoles 😀.",
             "“It poured for three days,” said the harbour master, Ilse Brand, on Wednesday 😀.",
             "«Llovimos en cubos durante tres días», dijo la capitana del puerto, Ilse Brandt, el miércoles 😀.",
             block=5, line=8, column=1),
        unit("h8", d, "", "Nadie resultó herido, según la policía.", "Nobody was hurt, police said.", block=5, line=8, column=95),
        unit("h9", d, "The Corsair Eleven drones patrolled the strait and the strait.", "Los drones Corsair-11 patrullaron el estrecho.",
             "Corsair-11 drones patrolled the strait.", block=6, line=9, column=1),
        unit("h10", d, "See also: ten beaches you must visit this summer", None, None, block=7, line=10, column=1),
        unit("h11", d, "Exports are expected to resume in spring, according to the Ministry.", "Se espera que las exportaciones se reanuden en primavera, según el Ministerio.",
             "Exports are expected to resume in spring, the ministry said.", block=8, line=11, column=1),
    ]  # fmt: skip
    f = [
        found(u[0], "names/mistranslated", "Nigeria", "accuracy/mistranslation", Severity.CRITICAL, 0.97,
              "“Nigeria” is another country: the source names “Níger”, which is Niger.", suggestion="Niger",
              evidence=((View.BILINGUAL, "Níger (es) names Niger; Nigeria is a neighbour with a name of its own"),
                        (View.REFERENCE, "the reference has “Niger” here"), (View.BACK, "comes back as “Nigeria”"))),
        found(u[2], "idioms/verb-frame", "waving from", "accuracy/mistranslation", Severity.MAJOR, 0.88,
              "One waves to people, not from them: Spanish “despedirse de” was taken word for word.", suggestion="waving goodbye to",
              evidence=((View.TARGET, "wave takes to or at; “from” needs a place"), (View.BACK, "saludan desde"))),
        found(u[3], "credits/wording", "Manual", "terminology/wrong-term", Severity.MAJOR, 0.95,
              "“Manual” in a photo credit is Spanish for a picture handed out: English credits say “Handout”.", suggestion="Handout",
              evidence=((View.TARGET, "credit vocabulary: Manual (es) = Handout"), (View.REFERENCE, "Handout"))),
        found(u[4], "numbers/value", "14", "accuracy/mistranslation", Severity.CRITICAL, 0.93,
              "The source says 40, not 14.", suggestion="40", evidence=((View.BILINGUAL, "14 ≠ 40"), (View.REFERENCE, "14 ≠ 40"))),
        found(u[5], "meaning/negation", "did deny", "accuracy/mistranslation", Severity.CRITICAL, 0.81,
              "The source denies it (“no negó”), the translation does not.", suggestion="did not deny",
              evidence=((View.BILINGUAL, "no negó"), (View.BACK, "negó, without no"))),
        found(u[6], "idioms/literal", "rained in buckets", "accuracy/mistranslation", Severity.MAJOR, 0.76,
              "A Spanish idiom, word for word: “llover a cántaros” is to pour.", suggestion="poured",
              evidence=((View.BILINGUAL, "llover a cántaros: to pour, to rain heavily"),)),
        found(u[6], "names/inconsistent", "Ilse Brandt", "terminology/inconsistent-use", Severity.MINOR, 0.55,
              "Spelt “Ilse Brand” in the source.", suggestion="Ilse Brand", evidence=((View.BILINGUAL, "Brand, Brandt"),)),
        found(u[7], "coverage/omission", "Nadie resultó herido", "accuracy/omission", Severity.MAJOR, 0.9,
              "Nothing in the translation says “Nadie resultó herido”.", side=Role.SOURCE, evidence=((View.BILINGUAL, "a whole sentence"),)),
        found(u[8], "names/designation", "Corsair Eleven drones", "accuracy/do-not-translate", Severity.MAJOR, 0.84,
              "A type designation stays as it is: “Corsair-11”.", suggestion="Corsair-11 drones", evidence=((View.BILINGUAL, "Corsair-11"),)),
        found(u[8], "style/number-word", "Eleven", "style/organization-style", Severity.NEUTRAL, 0.4, "House style writes figures from 10 upwards."),
        found(u[8], "fluency/repetition", "the strait and the strait", "linguistic-conventions/grammar", Severity.MINOR, 0.71,
              "The same words twice: “the strait”.", suggestion="the strait"),
        found(u[9], "feed/boilerplate", "See also: ten beaches you must visit this summer", "accuracy/addition", Severity.MINOR, 0.66,
              "Left over from the page it was scraped from.", status=Status.BASELINE),
        found(u[10], "terms/forbidden", "Ministry", "terminology/wrong-term", Severity.MINOR, 0.6, "The glossary forbids “Ministry” on its own.",
              status=Status.SUPPRESSED, why="agreed with the desk on 3 November"),
    ]  # fmt: skip
    scores = [41.0, 100.0, 62.5, 58.0, 47.2, 39.9, 71.3, 50.0, 66.6, 80.0, None]
    return u, f, scores


def _council():
    """An article in Arabic."""
    d, langs = "council", "en-ar"
    u = [
        unit("c1", d, "مجلس المدينة يوافق على ميزانية قدرها 20 مليون دينار", "City council approves a budget of 200 million dinars",
             langs=langs, field="headline", block=0, line=3),
        unit("c2", d, "وافق المجلس يوم الاثنين على خطة لتوسيع الميناء القديم، وقال رئيس البلدية سمير حداد إن العمل سيبدأ في مارس.",
             "The council agreed on Monday to a plan to widen the old port, and Mayor Samir Haddad said work would begin in May.",
             langs=langs, block=1, line=4),
        unit("c3", d, "ولم يعلق المعارضون على القرار.", "Opponents did not comment on the decision.", langs=langs, block=1, line=4, column=108),
    ]  # fmt: skip
    f = [
        found(u[0], "numbers/value", "20 مليون", "accuracy/mistranslation", Severity.CRITICAL, 0.96, "The source says 200 million.",
              suggestion="200 مليون", evidence=((View.BILINGUAL, "20,000,000 ≠ 200,000,000"),)),
        found(u[1], "dates/value", "مارس", "accuracy/mistranslation", Severity.MAJOR, 0.92, "“مارس” is March: the source says May.",
              suggestion="مايو", evidence=((View.BILINGUAL, "March ≠ May"),)),
    ]  # fmt: skip
    return u, f, [44.0, 70.1, 100.0]


def _quake():
    """An article in Chinese."""
    d, langs = "quake", "en-zh"
    u = [
        unit("q1", d, "北部地震造成十二人受伤", "Twelve hurt in northern quake", langs=langs, field="headline", block=0, line=2),
        unit("q2", d, "周四清晨,一场里氏5.8级地震袭击了维斯马尔省,救援人员说道路被毁𠮷。", "A magnitude 5.8 earthquake hit Vesmar province early on Tuesday, and rescuers said roads were cut 𠮷.",
             langs=langs, block=1, line=3),
        unit("q3", d, "The villages of Tolna and Kiss were worst hit.", "The villages of Tolna and Kiss were worst hit.", langs=langs, block=1, line=3, column=36),
    ]  # fmt: skip
    f = [
        found(u[1], "dates/value", "周四", "accuracy/mistranslation", Severity.MAJOR, 0.94, "周四 is Thursday: the source says Tuesday.", suggestion="周二",
              evidence=((View.BILINGUAL, "Thursday ≠ Tuesday"),)),
        found(u[2], "untranslated/segment", u[2].target.text, "accuracy/untranslated", Severity.MAJOR, 0.99, "Still in English."),
    ]  # fmt: skip
    return u, f, [100.0, 61.0, 12.0]


def _hostile():
    """Text somebody wrote to do harm."""
    d = "hostile"
    u = [
        unit("x1", d, HOSTILE, "a\ud800b\x00c", langs="es-en", field="headline", block=0, line=2),
        unit(
            "x2",
            d,
            "![x](http://evil.test/a.png) [y](javascript:alert(1)) `code` ]]> --> | a | b",
            "'; DROP TABLE --",
            block=1,
            line=3,
        ),
    ]
    f = [
        found(u[0], "markup/placeholder", "\x1b[31mred\x1b[0m", "design/markup-tag", Severity.MINOR, 0.5, f"Message with {HOSTILE}",
              suggestion=HOSTILE, evidence=((View.TARGET, HOSTILE),)),
        found(u[1], "links/changed", "![x](http://evil.test/a.png)", "design/link", Severity.MINOR, 0.45, '=HYPERLINK("http://evil.test")',
              suggestion="@everyone"),
    ]  # fmt: skip
    return u, f, [float("nan"), 50.0]


def sample() -> Report:
    """The report of every golden file."""
    parts = {"harbour": _harbour(), "council": _council(), "quake": _quake(), "hostile": _hostile()}
    titles = {"harbour": "Last grain ship leaves Port Varena, Nigeria says", "council": "مجلس المدينة يوافق على ميزانية قدرها 20 مليون دينار",
              "quake": "北部地震造成十二人受伤", "hostile": HOSTILE}  # fmt: skip
    langs = {"harbour": ("en", "es"), "council": ("ar", "en"), "quake": ("zh", "en"), "hostile": ("en", "es")}
    scores = {"harbour": Score(71.4, 64.0, 78.2, 612, SIGNATURE), "council": Score(71.4, 20.0, 99.0, 41, SIGNATURE)}
    documents = tuple(
        ReportedDocument(
            id=id_, path=f"feeds/{id_}.xml", title=titles[id_], lang=langs[id_][0], units=len(units), score=scores.get(id_),
            mqm=Score(88.1, 83.3, 92.9, 612, SIGNATURE) if id_ == "harbour" else None, source_lang=langs[id_][1],
            link="javascript:alert(1)" if id_ == "hostile" else f"https://news.example/{id_}",
        )
        for id_, (units, _, _) in parts.items()
    )  # fmt: skip
    units = tuple(
        ReportedUnit(one, score, {"chrf": 61.2} if one.references else {})
        for units, _, marks in parts.values()
        for one, score in zip(units, marks, strict=True)
    )
    skips = (
        *(Skip("meaning", r.unit.id, f"no engine for {r.unit.source.lang}>{r.unit.target.lang}", document=r.unit.document)
          for r in units if r.unit.source),
        Skip("links", "x2", "crashed: ValueError: \x1b]8;;http://evil.test\x07click", crashed=True, document="hostile"),
        Skip("spelling", "", "no dictionary for zh", document="quake"),
        Skip("phrases", "", "no phrase bank was given"),
    )  # fmt: skip
    failures = (
        Failure("feeds/broken.xml", "entry 7 ends in the middle of a tag: ask the publisher for the whole feed", "guid-7", 311),
        Failure("feeds/\x1b[2Jgone.xml", "no such file: check the path"),
    )
    return Report(
        version="0.1.0", signature=SIGNATURE, documents=documents, units=units, findings=tuple(f for _, fs, _ in parts.values() for f in fs),
        skips=skips, failures=failures, score=Score(74.9, 70.2, 79.1, 703, SIGNATURE), mqm=Score(86.0, 81.0, 90.4, 703, SIGNATURE),
        gate=Gate("major", failed=True, reasons=("4 critical findings", "8 major findings")),
        counts={"read": 20, "audited": 19, "skipped": 0, "failed": 2},
    )  # fmt: skip


def manual() -> dict[str, RulePage]:
    """Pages of the rules in the sample."""
    return {
        "names/mistranslated": RulePage(
            "names/mistranslated", "A name stands for another person, place or organisation than in the source.", "accuracy/mistranslation",
            Severity.MAJOR, "Names that look alike are the errors readers forgive least.", "inconsistent-entities", "any", False,
            (Case("He flew to Nigeria.", "Nigeria", "Voló a Níger.", langs="es-en"), Case("He flew to Niger.", None, "Voló a Níger.", langs="es-en")),
            0.91, 0.64,
        ),
        "numbers/value": RulePage("numbers/value", "A number has another value than in the source.", "accuracy/mistranslation", Severity.MAJOR,
                                  its="numbers", precision=0.88, recall=0.8),
        "idioms/literal": RulePage("idioms/literal", "An idiom of the source language was translated word for word.", "accuracy/mistranslation",
                                   Severity.MAJOR, preview=True),
    }  # fmt: skip
