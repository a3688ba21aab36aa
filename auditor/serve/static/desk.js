"use strict";
// Keys and conveniences; every page reads and every form works without them.
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (event) => event.target.closest("input, textarea, select, [contenteditable]");
  let current = null, beside = false;

  const cards = () => all("#findings .card");
  const card = () => current && one(`#n${current}`);

  function show(number, scroll = true) {
    const chosen = one(`#n${number}`);
    if (!chosen) return;
    current = number;
    chosen.open = true;
    for (const mark of all("mark[data-f]")) mark.classList.toggle("here", mark.dataset.f.split(" ").includes(number));
    if (!scroll) return;
    chosen.scrollIntoView({ block: "nearest" });
    const mark = one(`.t mark.here`) || one("mark.here");
    if (mark) mark.scrollIntoView({ block: "center" });
  }

  function step(by) {
    const order = cards().filter((c) => c.dataset.status === "open" || c.dataset.number === current);
    const list = order.length ? order : cards();
    const at = list.findIndex((c) => c.dataset.number === current);
    const next = list[Math.min(list.length - 1, Math.max(0, at + by))];
    if (next) show(next.dataset.number);
  }

  function open(kind) {
    const box = card() && one(`.ask.${kind}`, card());
    if (!box) return;
    box.open = true;
    const field = one("input[name=why], textarea", box);
    field.focus();
    field.select();
  }

  function term() {
    const chosen = document.getSelection();
    const query = new URLSearchParams();
    const words = chosen && chosen.toString().trim();
    if (words && words.length <= 200) {
      const home = chosen.anchorNode.parentElement.closest("[lang]");
      query.set("text", words);
      query.set("lang", home ? home.lang : "");
    } else if (card()) {
      query.set("text", card().dataset.suggestion || card().dataset.quote);
      query.set("lang", card().dataset.lang);
      if (card().dataset.suggestion) query.set("not", card().dataset.quote);
    }
    if (query.get("text")) {
      query.set("article", one("#desk").dataset.article);
      location.assign(`/glossary/new?${query}`);
    }
  }

  const keys = {
    j: () => step(1), k: () => step(-1),
    c: () => { const b = card() && one("button.confirm", card()); if (b) b.form.requestSubmit(b); },
    d: () => open("dismiss"), e: () => open("correct"), t: term,
    u: () => { const b = one("#undo button:not([disabled])"); if (b) b.form.requestSubmit(b); },
    s: () => side(), "?": () => { const k = one(".keys"); if (k) k.open = !k.open; },
  };

  function side() {
    const button = one("#side");
    if (!button) return;
    beside = !beside;
    dress();
  }

  function dress() {
    const desk = one("#desk");
    if (!desk) return;
    desk.classList.toggle("side", beside);
    const button = one("#side");
    if (button) button.setAttribute("aria-pressed", String(beside));
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.blur) {
      event.target.blur();
      for (const box of all(".ask[open]")) box.open = false;
      return;
    }
    if (event.key === "Enter" && event.target.name === "why") {
      event.preventDefault();
      const button = one("button[value=dismiss]", event.target.form);
      event.target.form.requestSubmit(button);
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.name === "correction") {
      event.preventDefault();
      event.target.form.requestSubmit(one("button[value=correct]", event.target.form));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || !one("#desk")) return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  document.addEventListener("click", (event) => {
    const mark = event.target.closest("mark[data-f]");
    if (mark) { event.preventDefault(); show(mark.dataset.f.split(" ")[0], true); return; }
    if (event.target.closest("#side")) side();
    if (event.target.closest("#term")) term();
    const every = event.target.closest("[data-every]");
    if (every) for (const box of all(`input[name="${every.dataset.every}"]`)) box.checked = every.checked;
    const away = event.target.closest("[data-away]");
    if (away) { const row = away.closest(".term"); if (row) { row.hidden = true; for (const f of all("[name$='-text']", row)) f.value = ""; } }
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches && event.target.matches(".card") && event.target.open && event.target.dataset.number !== current) show(event.target.dataset.number, false);
  }, true);

  // After a decision: go on to the next open finding.
  let order = [];
  document.addEventListener("htmx:before:request", () => { order = cards().map((c) => c.dataset.number); });
  document.addEventListener("htmx:after:swap", () => {
    if (!one("#desk") || !order.length) return;
    dress();
    const open = new Set(cards().filter((c) => c.dataset.status === "open").map((c) => c.dataset.number));
    const at = order.indexOf(current);
    const next = [...order.slice(at + 1), ...order.slice(0, at + 1)].find((n) => open.has(n));
    current = null;
    if (next) show(next);
    order = [];
  });

  const named = location.hash.match(/^#n(\d+)$/);
  if (named) show(named[1]);
})();
