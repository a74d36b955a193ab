// One report: what each number means, by hover, focus or tap; jumps to evidence, also on further pages of a long text.
"use strict";
(() => {
  const { load, say, pick, make } = nianbao;
  const article = document.getElementById("text");
  const numbers = JSON.parse(document.getElementById("numbers").textContent);
  const marks = [...article.querySelectorAll("mark[id]")];
  const cells = [...document.querySelectorAll("td.fig[id]")];
  const cellAt = new Map();
  numbers.cells.forEach((cell, place) => { if (cell[5] !== null && !cellAt.has(cell[5])) cellAt.set(cell[5], place); });
  let words = null;
  let current = null;
  let pinned = false;

  // --- the note
  const tip = make("div", { id: "tip", role: "tooltip", hidden: true });
  document.body.append(tip);
  const line = (key, value, lang) => (value === null || value === undefined || value === "" ? []
    : [make("dt", {}, say(key)), make("dd", { lang: lang || null }, value)]);
  const named = (indicator) => {
    const facts = words.indicators[indicator];
    return facts ? pick(facts) + " (" + indicator + ")" : indicator;
  };
  const bounded = (value, bound) => (bound ? say("bound." + bound) + " " : "") + value;
  const countNote = ([value, unit, bound, indicator, noun, scope, rule]) => make("dl", {},
    ...line("tip.value", bounded(value, bound) + (unit ? " " + unit : "")),
    ...line("tip.indicator", indicator ? named(indicator) : say("tip.none")),
    ...line("tip.noun", noun, "zh-CN"),
    ...line("tip.scope", scope && scope !== "year" ? say("scope." + scope) : null),
    ...line("tip.rule", rule),
    ...line("tip.status", say("status.stated")));
  const cellNote = (place) => {
    const [where, value, unit, raw, status, at, label] = numbers.cells[place];
    const [form, table, , column] = where.split("/");
    const indicator = words.cells[where];
    const note = make("dl", {},
      ...line("tip.value", value === null ? null : value + (unit ? " " + unit : "")),
      ...line("tip.raw", raw, "zh-CN"),
      ...line("tip.indicator", indicator ? named(indicator) : null),
      ...line("tip.place", words.parts[table + "/table/"] ? pick(words.parts[table + "/table/"]) + " (" + form + ")" : null),
      ...line("tip.row", label, "zh-CN"),
      ...line("tip.column", words.parts[table + "/column/" + column] ? pick(words.parts[table + "/column/" + column]) : null),
      ...line("tip.status", say("status." + status)));
    const inTable = document.getElementById("c" + place);
    const inText = at === null ? null : document.getElementById("t" + at);
    const other = current === inTable ? inText : inTable;
    const link = other ? [make("p", {}, make("a", { href: "#" + other.id }, say(other === inText ? "report.evidence" : "report.cell")))] : [];
    return [note, ...link];
  };
  const notesOf = (element) => {
    if (element.id[0] === "c") return cellNote(Number(element.id.slice(1)));
    const start = Number(element.id.slice(1));
    if (element.classList.contains("c")) return cellAt.has(start) ? cellNote(cellAt.get(start)) : [];
    return (numbers.counts[start] || []).map(countNote);
  };
  const place = (element) => {
    const box = element.getBoundingClientRect();
    const width = tip.offsetWidth;
    const height = tip.offsetHeight;
    const above = box.bottom + height + 8 > innerHeight && box.top > height + 8;
    tip.style.left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - width - 8)) + scrollX + "px";
    tip.style.top = (above ? box.top - height - 6 : box.bottom + 6) + scrollY + "px";
  };
  const show = (element, pin) => {
    if (!words || (pinned && !pin)) return;
    hide(true);
    current = element;
    const notes = notesOf(element);
    if (!notes.length) { current = null; return; }
    pinned = Boolean(pin);
    tip.replaceChildren(...notes);
    tip.hidden = false;
    element.setAttribute("aria-describedby", "tip");
    element.classList.add("on");
    place(element);
  };
  const hide = (force) => {
    if (!current || (pinned && !force)) return;
    current.removeAttribute("aria-describedby");
    current.classList.remove("on");
    current = null;
    pinned = false;
    tip.hidden = true;
  };
  const noted = (target) => (target instanceof Element ? target.closest("mark[id], td.fig[id]") : null);
  document.addEventListener("pointerover", (event) => { const one = noted(event.target); if (one && event.pointerType === "mouse") show(one); });
  document.addEventListener("pointerout", (event) => {
    if (event.pointerType === "mouse" && noted(event.target) && !tip.contains(event.relatedTarget)) hide();
  });
  tip.addEventListener("pointerleave", () => hide());
  document.addEventListener("focusin", (event) => {
    const one = noted(event.target);
    if (one) show(one);
    else if (!tip.contains(event.target)) hide(true);
  });
  document.addEventListener("click", (event) => {
    const one = noted(event.target);
    if (one) { rove(one); show(one, true); } else if (!tip.contains(event.target)) hide(true);
  });
  tip.addEventListener("click", (event) => { if (event.target.closest("a")) setTimeout(() => hide(true)); });

  // --- the keyboard: one stop for the text, one for each table; arrows go from number to number
  const groups = [marks, ...[...document.querySelectorAll("table.form")].map((table) => [...table.querySelectorAll("td.fig[id]")])];
  const groupOf = (element) => groups.find((group) => group.includes(element)) || [];
  const rove = (element) => {
    for (const each of groupOf(element)) each.tabIndex = each === element ? 0 : -1;
  };
  for (const group of groups) group.forEach((each, number) => { each.tabIndex = number ? -1 : 0; });
  const STEPS = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { hide(true); return; }
    const one = noted(event.target);
    if (!one || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") {
      const link = tip.hidden ? null : tip.querySelector("a");
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    const group = groupOf(one);
    const next = group[group.indexOf(one) + (STEPS[event.key] || 0)];
    if (!(event.key in STEPS) || !next) return;
    event.preventDefault();
    rove(next);
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  });

  // --- jumps
  const arrive = () => {
    const name = location.hash.slice(1);
    if (!/^[a-z][\w-]*$/.test(name)) return;
    const target = document.getElementById(name);
    document.querySelectorAll(".here").forEach((each) => each.classList.remove("here"));
    if (!target) { goOn(name); return; }
    const folded = target.closest("details");
    if (folded) folded.open = true;
    const lit = light(target);
    lit.forEach((each) => each.classList.add("here"));
    const number = lit.find((each) => each.matches("mark[id], td.fig[id]"));
    if (number) { rove(number); number.focus({ preventScroll: true }); }
    target.scrollIntoView({ block: target.matches("li") ? "nearest" : "center", behavior: "instant" }); // what is said of it is placed there
    if (number) show(number, true);
  };
  const light = (target) => {
    if (!target.classList.contains("at")) return target.matches("mark, td, li") ? [target] : [];
    const found = [];
    for (let next = target.nextElementSibling; next && !found.length; next = next.nextElementSibling) {
      if (next.matches(".ev, mark")) found.push(next);
    }
    return found.length ? found : [target.parentElement];
  };
  const goOn = (name) => { // the place is on another page of this text
    const link = document.querySelector('.findings a[href$="#' + CSS.escape(name) + '"]');
    const starts = article.dataset.starts.split(" ").map(Number);
    const offset = /^t\d+$/.test(name) ? Number(name.slice(1)) : null;
    const part = offset === null ? 0 : starts.filter((start) => start <= offset).length - 1;
    if (link) location.replace(link.href);
    else if (part > 0) location.replace(article.dataset.doc + "." + (part + 1) + ".html#" + name);
  };
  addEventListener("hashchange", arrive);
  document.addEventListener("nianbao:language", () => { if (current) { const one = current; const pin = pinned; show(one, pin || true); } });
  load("words").then((loaded) => { words = loaded; arrive(); }, () => {});
})();
