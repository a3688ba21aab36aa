"""The pages of the names rules, with the cases that prove them; the check itself is in `names.py`."""

from __future__ import annotations

from auditor.checks.base import Example, Rule
from auditor.model import Role, Severity

_MISTRANSLATED = Rule(
    id="names/mistranslated",
    summary="A name became another name.",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    its="mistranslation",
    why="A place, person or body that a reader takes for another one is the costliest error of a news text: the sentence stays fluent. "  # noqa: E501
    "It is critical when the wrong form is itself a known name.",
    languages="any pair; names are recognised best in scripts with capitals",
    examples=(
        Example(
            target="The president of Niger resigned.", source="Президент Нигерии подал в отставку.", langs="ru-en", flags="Niger"
        ),
        Example(target="The president of Nigeria resigned.", source="Президент Нигерии подал в отставку.", langs="ru-en"),
        Example(
            target="The talks in Duisburg lasted two days.", reference="The talks in Geneva lasted two days.", flags="Duisburg"
        ),
        Example(
            target="The talks in The Hague lasted two days.",
            source="Les discussions à La Haye ont duré deux jours.",
            langs="fr-en",
        ),
        Example(
            target="Judge Peter Ibarra adjourned the trial.",
            source="El juez Pedro Ibarra aplazó el juicio.",
            langs="es-en",
            flags="Peter",
        ),
        Example(target="Judge Pedro Ibarra adjourned the trial.", source="El juez Pedro Ibarra aplazó el juicio.", langs="es-en"),
        Example(
            target="The trainer Stanislav Sparrow left the club.",
            source="Тренер Станислав Воробей ушёл из клуба.",
            langs="ru-en",
            flags="Sparrow",
        ),
        Example(target="Toyota will build the plant in Osaka.", source="丰田将在东京建厂。", langs="zh-en", flags="Osaka"),
        Example(target="Toyota will build the plant in Tokyo.", source="丰田将在东京建厂。", langs="zh-en"),
    ),
)
_MISSPELT = Rule(
    id="names/misspelt",
    summary="A name is spelt almost as in the source or the reference, but not so.",
    category="accuracy/mistranslation",
    severity=Severity.MINOR,
    its="misspelling",
    why="Conventions of transliteration differ (Zelensky, Zelenskyy) and are no error; a letter that no convention explains is one.",  # noqa: E501
    examples=(
        Example(target="Minister Karlsten spoke first.", reference="Minister Kerlstrom spoke first.", flags="Karlsten"),
        Example(target="Zelenskyy spoke first.", reference="Zelensky spoke first."),
        Example(target="Merkels Rede war kurz.", source="Merkel's speech was short.", langs="en-de"),
    ),
)
_MISSING = Rule(
    id="names/missing",
    summary="A name of the source or the reference has no trace in the translation.",
    category="accuracy/omission",
    severity=Severity.MAJOR,
    its="omission",
    examples=(
        Example(
            target="The judge sent the file to the court of.",
            reference="The judge sent the file to the court of Quintanilla.",
            flags="Quintanilla",
            side=Role.REFERENCE,
        ),
        Example(
            target="The mayor met the ambassador.",
            source="El alcalde se reunió con el embajador Quintanilla.",
            langs="es-en",
            flags="Quintanilla",
            side=Role.SOURCE,
        ),
        Example(
            target="The mayor met Ambassador Quintanilla.",
            source="El alcalde se reunió con el embajador Quintanilla.",
            langs="es-en",
        ),
        Example(
            target="市长会见了大使。",
            reference="市长会见了金塔尼利亚大使。",
            source="The mayor met Ambassador Quintanilla.",
            langs="en-zh",
            flags="Quintanilla",
            side=Role.SOURCE,
        ),
    ),
)
_EXTRA = Rule(
    id="names/extra",
    summary="A name of the translation has no trace in the source or the reference.",
    category="accuracy/addition",
    severity=Severity.MAJOR,
    its="addition",
    examples=(
        Example(
            target="The mayor of Duisburg met the ambassador.", source="Мэр встретился с послом.", langs="ru-en", flags="Duisburg"
        ),
        Example(target="The mayor met the ambassador.", source="Мэр встретился с послом.", langs="ru-en"),
        Example(target="Putin arrived in Minsk.", source="普京抵达明斯克。", langs="zh-en"),
    ),
)
RULES = (_MISTRANSLATED, _MISSPELT, _MISSING, _EXTRA)
