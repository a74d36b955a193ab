// What every page needs: language, theme, and loading data files. Nothing is sent or fetched; all text is set as text.
"use strict";
(() => {
  const root = document.documentElement;
  const base = root.dataset.root || "";
  const store = {
    get(key) { try { return localStorage.getItem("nianbao." + key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem("nianbao." + key, value); } catch { /* not allowed: not remembered */ } },
  };

  const LANGUAGES = { zh: "zh-CN", en: "en" };
  const setLanguage = (language) => { root.dataset.lang = language; root.lang = LANGUAGES[language]; };
  const setTheme = (theme) => { if (theme) root.dataset.theme = theme; };
  const first = (navigator.language || "zh").toLowerCase().startsWith("zh") ? "zh" : "en";
  setLanguage(store.get("lang") in LANGUAGES ? store.get("lang") : first);
  if (["light", "dark"].includes(store.get("theme"))) setTheme(store.get("theme"));

  // --- data files: a script that calls nianbao.put(name, value)
  const DATA = /^[a-z]+(-\d+){0,2}$/;
  const policy = window.trustedTypes
    ? trustedTypes.createPolicy("nianbao", { createScriptURL: (url) => url })
    : { createScriptURL: (url) => url };
  const values = new Map();
  const waiting = new Map();
  const load = (name) => {
    if (!DATA.test(name)) return Promise.reject(new Error(name));
    if (!waiting.has(name)) {
      waiting.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = policy.createScriptURL(base + "data/" + name + ".js");
        script.onload = () => (values.has(name) ? resolve(values.get(name)) : reject(new Error(name)));
        script.onerror = () => { waiting.delete(name); reject(new Error(name)); };
        document.head.append(script);
      }));
    }
    return waiting.get(name);
  };
  const put = (name, value) => values.set(name, value);

  // --- words
  const language = () => root.dataset.lang;
  const pick = (both) => both[language() === "en" ? 1 : 0];
  const say = (key) => { const words = values.get("words"); return words && words.ui[key] ? pick(words.ui[key]) : key; };

  // --- switches; what stands at the top of the window stays there
  const anchorAtTop = () => {
    for (const each of document.querySelectorAll("main h1, main h2, main h3, main p, main tr, main li")) {
      const top = each.getBoundingClientRect().top;
      // What is beside the text may stick to the window: it says nothing of the place.
      if (top >= 0 && each.offsetParent && !each.closest(".side")) return [each, top];
    }
    return null;
  };
  const keepPlace = (change) => {
    const kept = anchorAtTop();
    change();
    if (kept) window.scrollBy({ top: kept[0].getBoundingClientRect().top - kept[1], behavior: "instant" });
  };
  const nameRegions = () => {
    for (const each of document.querySelectorAll("[data-label]")) {
      each.setAttribute("aria-label", say(each.dataset.label));
    }
  };
  const start = () => {
    const button = document.getElementById("switch-lang");
    const theme = document.getElementById("switch-theme");
    button.hidden = theme.hidden = false;
    button.addEventListener("click", () => {
      const next = language() === "zh" ? "en" : "zh";
      store.set("lang", next);
      keepPlace(() => { setLanguage(next); document.dispatchEvent(new Event("nianbao:language")); });
      load("words").then(nameRegions, () => {});
    });
    theme.addEventListener("click", () => {
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      setTheme(dark ? "light" : "dark");
      store.set("theme", root.dataset.theme);
    });
    if (language() === "en") load("words").then(nameRegions, () => {});
  };
  document.addEventListener("DOMContentLoaded", start);
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((each) => { each.open = true; }));

  const make = (tag, facts = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(facts)) {
      if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((each) => each !== null && each !== undefined));
    return element;
  };
  window.nianbao = Object.freeze({ base, load, put, say, pick, language, make });
})();
