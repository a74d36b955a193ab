// The lists of reports, findings and values: rows come from small data files, filters run here, 50 rows are drawn at a time.
"use strict";
(() => {
  const { load, say, pick, make } = nianbao;
  const PER_PAGE = 50;
  const COLUMNS = ["id", "agency", "title", "year", "province", "prefecture", "county", "sector", "level", "type",
    "sections", "severities", "kinds", "page"];
  const SEVERITIES = ["error", "warning", "info"];
  const MARKS = { error: "●", warning: "▲", info: "○" };
  const NONE = "?";
  const WRONG = "wrong";
  const table = document.getElementById("list");
  const body = table.tBodies[0];
  const mode = table.dataset.list;
  const search = document.getElementById("f-search");
  const selects = new Map([...document.querySelectorAll("select[data-filter]")].map((each) => [each.dataset.filter, each]));
  const result = document.getElementById("result");
  const pages = document.getElementById("pages");
  const state = { page: 0, q: "", chosen: {} };
  let about = null;
  let words = null;
  let reports = [];
  let rows = null; // of the findings of a kind, or the values of an indicator
  let matched = [];
  let isFirst = false; // nothing was chosen yet
  let turn = 0; // of loading: what was asked for before is dropped

  // --- state in the address
  const readAddress = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    state.q = asked.get("q") || "";
    state.page = Math.max(0, (parseInt(asked.get("page"), 10) || 1) - 1);
    state.chosen = {};
    for (const name of selects.keys()) if (asked.get(name)) state.chosen[name] = asked.get(name);
  };
  const writeAddress = () => {
    const said = new URLSearchParams();
    if (state.q) said.set("q", state.q);
    for (const name of selects.keys()) if (state.chosen[name]) said.set(name, state.chosen[name]);
    if (state.page) said.set("page", state.page + 1);
    const hash = "#" + said.toString();
    if (hash !== location.hash) history.replaceState(null, "", hash);
  };

  // --- options
  const label = (name, value) => {
    if (value === NONE) return "?";
    if (name === "kind") return words.kinds[value] ? pick(words.kinds[value]) + " (" + value + ")" : value;
    if (name === "indicator") return words.indicators[value] ? pick(words.indicators[value]) : value;
    if (["sector", "level", "type", "severity", "section", "state", "sort"].includes(name)) return say(name + "." + value);
    return value;
  };
  const field = (report, name) => (report[name] === null || report[name] === "" ? NONE : String(report[name]));
  const optionsOf = (name) => {
    if (name === "severity") return SEVERITIES.map((each) => [each]);
    if (name === "sort") return Object.keys(ORDERS).map((each) => [each]);
    if (name === "section") return about.sections.map((each) => [each]);
    if (name === "state") return [[WRONG], ...Object.values(about.states).map((each) => [each])];
    if (name === "kind") return Object.entries(about.kinds).map(([kind, facts]) => [kind, mode === "findings" ? facts[1] : null]);
    if (name === "indicator") return Object.entries(about.indicators);
    const numbers = new Map();
    for (const report of reports) {
      if (name === "prefecture" && state.chosen.province && field(report, "province") !== state.chosen.province) continue;
      const value = field(report, name);
      numbers.set(value, (numbers.get(value) || 0) + 1);
    }
    const found = [...numbers];
    if (name === "year") found.sort((a, b) => (a[0] < b[0] ? 1 : -1));
    return found; // reports stand in the order of the regions
  };
  const needsChoice = (name) => mode === "compare" && name === "indicator";
  const choosesRows = (name) => needsChoice(name) || (mode === "findings" && (name === "kind" || name === "severity"));
  const nothingChosen = (name) => { // what a filter shows as long as nothing is chosen
    if (needsChoice(name)) return say("list.choose");
    if (name === "severity" && mode === "findings" && !state.chosen.kind) return say("list.serious");
    return say(name === "state" ? "list.section.any" : name === "sort" ? "sort.region" : "filter.all");
  };
  const fillOptions = () => {
    for (const [name, select] of selects) {
      const options = optionsOf(name);
      const known = options.map(([value]) => value);
      if (state.chosen[name] && !known.includes(state.chosen[name])) options.push([state.chosen[name]]);
      select.replaceChildren(make("option", { value: "" }, nothingChosen(name)), ...options.map(([value, number]) =>
        make("option", { value }, label(name, value) + (number ? " · " + number : ""))));
      select.value = state.chosen[name] || "";
    }
    search.value = state.q;
  };

  // --- filters
  const ORDERS = { // all else in the order of the regions, as loaded
    findings: (a, b) => b.severities[0] - a.severities[0] || b.severities[1] - a.severities[1],
    year: (a, b) => (b.year || 0) - (a.year || 0),
  };
  const PLAIN = ["year", "province", "prefecture", "sector", "level", "type"];
  const matcher = () => {
    const { chosen } = state;
    const plain = PLAIN.filter((name) => chosen[name]).map((name) => [name, chosen[name]]);
    const query = state.q.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const place = chosen.section ? about.sections.indexOf(chosen.section) : -1;
    const wanted = (letter) => (chosen.state === WRONG || !chosen.state
      ? about.wrong.includes(about.states[letter]) : about.states[letter] === chosen.state);
    const byReport = mode === "reports";
    return (report) => {
      for (const [name, value] of plain) if (field(report, name) !== value) return false;
      for (const word of query) if (!report.search.includes(word)) return false;
      if (!byReport) return true;
      if (chosen.severity && !report.severities[SEVERITIES.indexOf(chosen.severity)]) return false;
      if (chosen.kind && !report.kinds[chosen.kind]) return false;
      if (place >= 0) return wanted(report.sections[place]);
      return !chosen.state || [...report.sections].some(wanted);
    };
  };
  const filter = () => {
    const fits = matcher();
    if (mode === "reports") {
      matched = reports.filter(fits);
      const order = ORDERS[state.chosen.sort];
      if (order) matched.sort(order);
    } else if (rows === null) matched = [];
    else {
      const ok = new Map();
      const reportFits = (number) => {
        if (!ok.has(number)) ok.set(number, Boolean(reports[number]) && fits(reports[number]));
        return ok.get(number);
      };
      const { severity, kind: chosenKind } = state.chosen;
      const levelFits = (level) => (severity ? level === severity : chosenKind || level !== "info");
      matched = rows.filter((row) => reportFits(row[0]) && (mode !== "findings" || levelFits(row[1])));
      if (mode === "compare") matched.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    }
    state.page = Math.min(state.page, Math.max(0, Math.ceil(matched.length / PER_PAGE) - 1));
  };

  // --- drawing
  const chinese = (text) => make("span", { lang: "zh-CN" }, text);
  const link = (href, text) => make("a", { href }, text);
  const known = (name, value) => (value === null || value === "" ? "" : say(name + "." + value));
  const region = (report) => [...new Set([report.province, report.prefecture, report.county])].filter(Boolean).join(" ");
  const mark = (letter) => {
    const name = about.states[letter];
    return make("span", { class: "state s-" + name, title: say("state." + name) },
      make("span", { "aria-hidden": "true" }, about.marks[name]), make("span", { class: "vh" }, say("state." + name)));
  };
  const severity = (name) => make("span", { class: "sev sev-" + name },
    make("span", { "aria-hidden": "true" }, MARKS[name]), " " + say("severity." + name));
  const agencyCell = (report) => make("th", { scope: "row" }, make("a", { href: "reports/" + report.id + ".html", lang: "zh-CN" }, report.agency));
  const reportRow = (report) => make("tr", {},
    agencyCell(report),
    make("td", {}, report.page ? link("agencies/" + report.page + ".html", String(report.year ?? "?")) : String(report.year ?? "?")),
    make("td", { class: "cut", title: region(report) }, chinese(region(report))),
    make("td", { class: "cut", title: known("sector", report.sector) }, known("sector", report.sector)),
    make("td", {}, known("level", report.level)),
    ...[...report.sections].map((letter) => make("td", { class: "sec" }, mark(letter))),
    ...report.severities.map((number, place) => make("td", { class: "num" }, number
      ? make("span", { class: "sev-" + SEVERITIES[place] }, String(number)) : "")));
  const findingRow = ([number, level, zh, en, id, hasEvidence]) => {
    const report = reports[number];
    const href = "reports/" + report.id + ".html#" + (hasEvidence ? "e-" : "f-") + id;
    return make("tr", {}, make("td", {}, severity(level)), agencyCell(report), make("td", {}, String(report.year ?? "?")),
      make("td", {}, link(href, pick([zh, en]))));
  };
  const SVG = "http://www.w3.org/2000/svg";
  const bar = (part) => {
    const svg = document.createElementNS(SVG, "svg");
    const facts = { class: "bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" };
    for (const [name, value] of Object.entries(facts)) svg.setAttribute(name, value);
    const rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("class", "bar-all");
    rect.setAttribute("width", String(Math.max(0, Math.min(100, part))));
    rect.setAttribute("height", "10");
    svg.append(rect);
    return svg;
  };
  const valueRow = ([number, value, bound, at, agree], rank, most) => {
    const report = reports[number];
    const said = (bound || "") + value.toLocaleString("en-US", { maximumFractionDigits: 10 }) + (agree ? "" : "*");
    return make("tr", {}, make("td", { class: "num" }, String(rank)), agencyCell(report),
      make("td", {}, report.page ? link("agencies/" + report.page + ".html", String(report.year ?? "?")) : String(report.year ?? "?")),
      make("td", { class: "num" }, link("reports/" + report.id + ".html#t" + at, said)),
      make("td", { class: "barcell" }, bar(most > 0 ? (100 * value) / most : 0)));
  };
  const draw = () => {
    const from = state.page * PER_PAGE;
    const shown = matched.slice(from, from + PER_PAGE);
    const most = mode === "compare" ? shown.reduce((top, row) => Math.max(top, row[1]), 0) : 0;
    const drawn = shown.map((row, place) => (mode === "reports" ? reportRow(row)
      : mode === "findings" ? findingRow(row) : valueRow(row, from + place + 1, most)));
    body.replaceChildren(...drawn);
    drawPages();
    drawDefinition();
    result.textContent = message();
  };
  const message = () => {
    if (!isLoaded()) return say("list.loading");
    if (mode !== "reports" && rows === null) return say("list.choose");
    if (!matched.length) return say("list.none");
    return matched.length.toLocaleString("en-US") + " " + say(mode === "findings" ? "list.findings" : "list.results");
  };
  const drawDefinition = () => {
    const place = document.getElementById("definition");
    if (!place) return;
    const facts = words.indicators[state.chosen.indicator];
    place.textContent = facts ? [pick(facts), facts[2], pick(["", facts[3]]), state.chosen.indicator].filter(Boolean).join(" · ") : "";
  };
  const drawPages = () => {
    const last = Math.max(0, Math.ceil(matched.length / PER_PAGE) - 1);
    const button = (key, page, off) => {
      const made = make("button", { type: "button", "data-page": key, disabled: off }, say(key));
      made.addEventListener("click", () => turnTo(page, key));
      return made;
    };
    pages.replaceChildren(...(last ? [
      button("list.prev", state.page - 1, state.page === 0),
      make("span", {}, state.page + 1 + " / " + (last + 1)),
      button("list.next", state.page + 1, state.page === last),
    ] : []));
  };
  const turnTo = (page, key) => {
    state.page = page;
    update();
    const same = pages.querySelector('[data-page="' + key + '"]:not(:disabled)') || pages.querySelector("button:not(:disabled)");
    if (same) same.focus();
    table.scrollIntoView({ block: "nearest" });
  };
  const update = () => {
    const began = performance.now();
    filter();
    draw();
    writeAddress();
    table.dataset.took = (performance.now() - began).toFixed(1);
  };

  // --- loading
  const number = (value) => String(value).padStart(3, "0");
  const isLoaded = () => about !== null && reports.length >= about.reports;
  const addReports = (part) => {
    for (const row of part) {
      const report = Object.fromEntries(COLUMNS.map((name, place) => [name, row[place]]));
      report.search = [report.agency, report.title, report.province, report.prefecture, report.county, report.id].join(" ").toLowerCase();
      reports.push(report);
    }
  };
  const loadReports = async () => {
    for (let file = 0; file < about.files; file += 1) {
      addReports(await load("reports-" + number(file)));
      if (file === 0) { fillOptions(); update(); }
    }
    fillOptions();
    update();
    table.dataset.ready = "yes";
  };
  const loadRows = async () => {
    const mine = (turn += 1);
    if (mode === "reports") return;
    if (needsChoice("indicator") && !state.chosen.indicator) { rows = null; update(); return; }
    const names = mode === "findings" ? kindsShown().flatMap(filesOf) : filesOf(state.chosen.indicator);
    const found = [];
    for (const name of names) {
      found.push(...(await load(name)));
      if (mine !== turn) return;
    }
    rows = found;
    if (mode === "findings" && !state.chosen.kind) {
      rows.sort((a, b) => a[0] - b[0] || SEVERITIES.indexOf(a[1]) - SEVERITIES.indexOf(b[1])); // by document
    }
    if (isFirst) chooseYear();
    update();
  };
  const chooseYear = () => { // one year is compared unless another is asked for: the latest that has values
    isFirst = false;
    const latest = rows.reduce((year, row) => Math.max(year, reports[row[0]].year || 0), 0);
    if (latest && !state.chosen.year) state.chosen.year = String(latest);
    fillOptions();
  };
  const kindsShown = () => { // one if one is chosen, else those of the chosen severity, else all but mere notes
    const { kind, severity } = state.chosen;
    if (kind) return [kind];
    return Object.keys(about.kinds).filter((each) => about.kinds[each][0].some((one) => (severity ? one === severity : one !== "info")));
  };
  const filesOf = (chosen) => {
    if (mode === "compare") {
      const place = Object.keys(about.indicators).indexOf(chosen);
      return place < 0 ? [] : ["values-" + number(place)];
    }
    const place = Object.keys(about.kinds).indexOf(chosen);
    if (place < 0) return [];
    return Array.from({ length: about.kinds[chosen][2] }, (_, file) => "findings-" + String(place).padStart(2, "0") + "-" + number(file));
  };

  // --- what the user does
  const choose = (name, value) => {
    if (value) state.chosen[name] = value; else delete state.chosen[name];
    if (name === "province") { delete state.chosen.prefecture; fillOptions(); }
    state.page = 0;
    if (choosesRows(name)) { fillOptions(); loadRows(); } else update();
  };
  for (const [name, select] of selects) select.addEventListener("change", () => choose(name, select.value));
  const more = document.getElementById("more"); // on a narrow window only; the style sheet hides it elsewhere
  more.addEventListener("click", () => more.setAttribute("aria-expanded", String(more.getAttribute("aria-expanded") !== "true")));
  let timer = 0;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { state.q = search.value; state.page = 0; update(); }, 60);
  });
  document.getElementById("clear").addEventListener("click", () => {
    const kept = [...selects.keys()].filter((name) => needsChoice(name) && state.chosen[name]);
    state.chosen = Object.fromEntries(kept.map((name) => [name, state.chosen[name]]));
    state.q = "";
    state.page = 0;
    fillOptions();
    if (mode === "findings") loadRows(); else update();
    search.focus();
  });
  addEventListener("hashchange", () => { readAddress(); fillOptions(); loadRows(); update(); });
  document.addEventListener("nianbao:language", () => { if (words) { fillOptions(); draw(); } });

  const start = async () => {
    readAddress();
    [words, about] = await Promise.all([load("words"), load("about")]);
    if (mode === "compare" && !state.chosen.indicator) {
      const [most] = Object.entries(about.indicators).sort((a, b) => b[1] - a[1]);
      if (most) [state.chosen.indicator] = most;
      isFirst = true;
    }
    result.textContent = say("list.loading");
    await loadReports();
    await loadRows();
  };
  start().catch(() => { result.textContent = say("list.none"); });
})();
