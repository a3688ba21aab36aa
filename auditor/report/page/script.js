"use strict";
// Progressive: without this the page still shows every article, mark and finding.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const panel = one("#panel-body"), title = one("#panel-title"), count = one("#count");
  const cards = new Map(all(".card").map((card) => [card.dataset.number, card]));
  const marks = all("mark[data-f]");
  for (const mark of marks) mark.numbers = mark.dataset.f.split(" ");
  const firsts = new Map(); // finding -> the mark a keyboard reaches it by
  for (const mark of marks) for (const number of mark.numbers) {
    const shown = mark.closest(".t") || mark.classList.contains("gap");
    if (!firsts.has(number) || (shown && !firsts.get(number).closest(".t"))) firsts.set(number, mark);
  }
  const wide = () => matchMedia("(min-width: 62.01rem)").matches;
  let visible = [], current = null, pinned = false, came = null, quiet = false;

  const wanted = (card) => {
    const severity = one(`.toggle[data-severity="${card.dataset.severity}"]`);
    const known = one("#show-known");
    return (!severity || severity.getAttribute("aria-pressed") === "true")
      && (!one("#by-rule").value || one("#by-rule").value === card.dataset.rule)
      && (!one("#by-document").value || one("#by-document").value === card.closest(".document").dataset.document)
      && (card.dataset.status === "open" || (known && known.getAttribute("aria-pressed") === "true"));
  };

  function filter() {
    const shown = new Set();
    for (const [number, card] of cards) {
      const yes = wanted(card);
      card.hidden = !yes;
      if (yes) shown.add(number);
    }
    for (const mark of marks) {
      const off = !mark.numbers.some((number) => shown.has(number));
      mark.classList.toggle("off", off);
      if (mark.hasAttribute("role")) mark.tabIndex = off ? -1 : 0;
    }
    const chosen = one("#by-document").value;
    for (const section of all(".document")) section.hidden = Boolean(chosen) && section.dataset.document !== chosen;
    for (const list of all(".cards")) list.querySelector(".n").textContent = String(all(".card:not([hidden])", list).length);
    visible = [...cards.keys()].filter((number) => shown.has(number));
    if (current && !shown.has(current)) close();
    tell();
  }

  function tell() {
    const at = visible.indexOf(current);
    count.textContent = at < 0 ? `${visible.length} shown` : `${at + 1} of ${visible.length}`;
  }

  function show(numbers) {
    const chosen = numbers.filter((number) => cards.has(number) && !cards.get(number).hidden);
    if (!chosen.length) return;
    current = chosen[0];
    panel.replaceChildren(...chosen.map((number) => {
      const copy = cards.get(number).cloneNode(true);
      for (const element of [copy, ...all("[id]", copy)]) element.id = `p-${element.id}`;
      copy.setAttribute("aria-labelledby", `p-f${number}-head`);
      return copy;
    }));
    title.textContent = chosen.length > 1 ? `${chosen.length} findings on these words` : "Finding";
    for (const mark of marks) mark.classList.toggle("here", mark.numbers.includes(current));
    document.body.classList.add("open");
    panel.parentElement.scrollTop = 0;
    tell();
  }

  function go(number, focus = true) {
    const card = cards.get(number), mark = firsts.get(number);
    for (let fold = (mark || card).closest("details.fold"); fold; fold = null) fold.open = true;
    pinned = true;
    show(mark ? [number, ...mark.numbers.filter((other) => other !== number)] : [number]);
    if (!mark) return;
    mark.scrollIntoView({ block: wide() ? "center" : "start" });
    if (focus) mark.focus({ preventScroll: true });
  }

  function step(by) {
    if (!visible.length) return;
    const at = visible.indexOf(current);
    go(visible[at < 0 ? (by > 0 ? 0 : visible.length - 1) : (at + by + visible.length) % visible.length]);
  }

  function close() {
    const back = came || firsts.get(current);
    document.body.classList.remove("open");
    for (const mark of marks) mark.classList.remove("here");
    panel.replaceChildren();
    title.textContent = "Finding";
    const inside = panel.parentElement.contains(document.activeElement);
    current = came = null;
    pinned = false;
    quiet = true; // coming back to a word is not asking for it again
    if (inside && back) back.focus();
    quiet = false;
    tell();
  }

  const reach = (event) => (event.target.closest ? event.target.closest("mark[data-f]:not(.off)") : null);
  document.addEventListener("click", (event) => {
    const mark = reach(event);
    if (mark) {
      pinned = true;
      show(mark.numbers);
      if (!wide()) mark.scrollIntoView({ block: "start" }); // the panel covers the lower half
      return;
    }
    const button = event.target.closest("button");
    if (!button) return;
    if (button.classList.contains("toggle")) {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      if (button.id === "side-by-side") document.body.classList.toggle("side", on);
      else filter();
    } else if (button.id === "next") step(1);
    else if (button.id === "previous") step(-1);
    else if (button.id === "close") close();
  });
  document.addEventListener("pointerover", (event) => {
    const mark = event.pointerType === "mouse" && !pinned && wide() ? reach(event) : null;
    if (mark) show(mark.numbers);
  });
  document.addEventListener("focusin", (event) => {
    const mark = reach(event);
    if (mark && !quiet && !mark.numbers.includes(current) && wide()) show(mark.numbers);
  });
  document.addEventListener("change", (event) => { if (event.target.matches("select")) filter(); });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select, input, textarea")) return;
    const mark = reach(event);
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "s") one("#side-by-side").click();
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" || event.key === " ") && mark) {
      event.preventDefault();
      pinned = true;
      if (!mark.numbers.includes(current)) show(mark.numbers);
      came = mark;
      panel.focus();
    }
  });
  addEventListener("beforeprint", () => { for (const fold of all("details")) { fold.dataset.was = fold.open ? "1" : ""; fold.open = true; } });
  addEventListener("afterprint", () => { for (const fold of all("details")) fold.open = fold.dataset.was === "1"; });
  addEventListener("hashchange", () => { const found = /^#f(\d+)$/.exec(location.hash); if (found && cards.has(found[1])) go(found[1]); });
  one(".bar").hidden = panel.parentElement.hidden = false;
  filter();
  const asked = /^#f(\d+)$/.exec(location.hash);
  if (asked && cards.has(asked[1])) go(asked[1]);
})();
