// Follows docs/formats/edition-v1.md, section 13. What a reader chose stays in this browser alone, under one name, and
// holds neither what was read nor whether anything was ever given: {closed: id, quiet: day or "never", seen: {id: [times, day]}}.
// Also the line that says what was checked of this page; who checks is worker.js (docs/decisions/30-worker.md).
(function () {
  var WORKER = "auto"; // "auto", "ask" or "off": the newsroom's choice, put in when this is printed
  var NAME = "asking", script = document.currentScript, body = document.body;
  var root = script.src.replace(/reader\.js[^/]*$/, ""), today = Math.floor(Date.now() / 86400000), store, kept = {};
  try {
    store = window.localStorage;
    kept = JSON.parse(store.getItem(NAME)) || {};
  } catch (_) { /* kept nowhere: then only for this view */ }

  function keep() {
    try {
      if (Object.keys(kept).length) store.setItem(NAME, JSON.stringify(kept));
      else store.removeItem(NAME);
    } catch (_) { /* as above */ }
  }
  function isQuiet() {
    return kept.quiet === "never" || kept.quiet > today;
  }
  function all(selector, work) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), work);
  }
  function drop(one) {
    if (one.classList.contains("notice")) one.removeAttribute("open");
    else one.parentNode.removeChild(one);
  }

  // May this be shown once more? "most/days": so many times in all, so many days between two times; 0 is no limit.
  function isTooOften(id, often) {
    var limit = often.split("/"), seen = (kept.seen || {})[id] || [0, -1e6];
    if ((+limit[0] && seen[0] >= +limit[0]) || (+limit[1] && today - seen[1] < +limit[1])) return true;
    kept.seen = kept.seen || {};
    kept.seen[id] = [seen[0] + 1, today];
    keep();
    return false;
  }
  function show(one) {
    var id = one.getAttribute("data-id"), often = one.getAttribute("data-often");
    if (isQuiet() || (id && kept.closed === id) || (often && isTooOften(id, often))) return drop(one);
    Array.prototype.forEach.call(one.querySelectorAll(".quiet"), function (row) { row.hidden = false; });
    one.addEventListener("click", function (event) {
      if (event.target.tagName !== "BUTTON" || !event.target.value) return;
      kept.quiet = event.target.value === "never" ? "never" : today + +event.target.value;
      keep();
      all(".notice,.letter", drop);
    });
    function note() {
      if (one.open !== false || isQuiet()) return;
      kept.closed = id;
      keep();
    }
    if (one.tagName === "DETAILS") one.addEventListener("toggle", note);
    note(); // on a slow line it was closed before this script came
  }
  all(".notice,.letter", show);
  // Live coverage: asked for again while its reader stands at the top. Without scripts the page says so itself.
  all("[data-again]", function (one) {
    setInterval(function () { if (window.pageYOffset < 400 && !document.hidden) location.reload(); }, one.getAttribute("data-again") * 1000);
  });

  // Where one chooses to give, the choice not to be asked can be taken back.
  all(".support .body > .quiet", function (row) {
    row.hidden = !kept.quiet;
    row.querySelector("button").addEventListener("click", function () {
      kept = {};
      keep();
      row.hidden = true;
    });
  });

  // The line at the foot: what the worker found of this page. Where there is none: "not checked", and never more.
  var workers = navigator.serviceWorker, home = script.getAttribute("data-home"), foot = document.querySelector(".foot");
  var line = document.createElement("div"), button = document.createElement("button");
  var tamizdat = window.tamizdat = { line: line, root: root, home: home, policy: WORKER, path: "/" + location.href.split(/[?#]/)[0].slice(root.length), ask: ask };

  function ask(question, then) {
    var wire = new MessageChannel();
    wire.port1.onmessage = function (event) { if (then) then(event.data || {}); };
    question.path = question.path || tamizdat.path;
    (workers.controller || tamizdat.worker).postMessage(question, [wire.port2]);
  }
  function fill(words, found) {
    var then = new Date(found.issuedAt), days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(then).setHours(0, 0, 0, 0)) / 864e5);
    var when = then.toLocaleString(home), age = when, of = found.ageSeconds, unit = of < 5400 ? "minute" : of < 172800 ? "hour" : "day";
    try {
      var relative = new Intl.RelativeTimeFormat(home, { numeric: "auto" });
      if (days >= 0 && days < 2) when = relative.format(-days, "day") + ", " + then.toLocaleTimeString(home, { hour: "2-digit", minute: "2-digit" });
      age = relative.format(-Math.round(of / { minute: 60, hour: 3600, day: 86400 }[unit]), unit);
    } catch (_) { /* an old browser says the date twice */ }
    return words.replace("{when}", when).replace("{age}", age).replace("{n}", Number(found.edition).toLocaleString(home));
  }
  function tell(found) {
    var words = found.words, kind = found.from === "kept" ? "line_kept" : "line_" + found.verdict;
    if (!words || !words[kind]) return;
    button.textContent = fill(words[kind], found) + (found.from === "mirror" ? " " + words.line_mirror : "") + (found.isAhead ? " " + words.line_clock : "");
    if (found.verdict === "stale") body.insertBefore(line, document.querySelector(".mast"));
    tamizdat.found = found;
  }
  // A signed list of further addresses comes behind the #, which no server ever sees, and does not stay in the address bar.
  function takeWay() {
    var way = /^#way=([\w-]+)$/.exec(location.hash);
    if (!way) return;
    history.replaceState(null, "", location.pathname + location.search);
    workers.ready.then(function (at) {
      tamizdat.worker = at.active;
      ask({ ask: "list", text: atob(way[1].replace(/-/g, "+").replace(/_/g, "/")) }, function (done) { button.textContent = done.said || button.textContent; });
    });
  }
  if (foot && script.getAttribute("data-line")) {
    line.className = "trust";
    line.appendChild(button).textContent = script.getAttribute("data-line");
    foot.appendChild(line);
    button.onclick = function () {
      if (tamizdat.toggle) return tamizdat.toggle();
      body.appendChild(document.createElement("script")).src = root + "controls.js";
    };
  }
  if (workers && location.protocol !== "file:") {
    if (workers.controller) ask({ ask: WORKER === "off" ? "forget" : "state" }, tell);
    takeWay();
    tamizdat.begin = function () { return workers.register(root + "worker.js"); };
    if (WORKER === "auto") window.addEventListener("load", function () { tamizdat.begin().catch(function () { /* a private window: not checked */ }); });
  }

  // A page outside the live window has the standing words; the current appeal of the same mirror takes their place.
  function fits(one) {
    var section = body.getAttribute("data-section"), is = function (name) { return document.querySelector("link[rel=" + name + "]"); };
    if (one.sections.length && one.sections.indexOf(section) < 0) return false;
    if (section && one.not_sections.indexOf(section) >= 0) return false;
    if (one.place === "notice") return true;
    return body.className === "article" && section !== null && !is(one.place === "letter" ? "prev" : "next");
  }
  // This page has only the style that its own words need.
  function dress(rule) {
    var sheet = document.styleSheets[0];
    try { sheet.insertRule(rule, sheet.cssRules.length); } catch (_) { /* a rule that this browser does not know */ }
  }
  function put(one) {
    var box = document.createElement("div"), text = document.querySelector(".body"), made, paragraphs;
    box.innerHTML = one.html.split("{root}").join(root);
    made = box.firstElementChild;
    all(".notice,.letter", function (old) { old.parentNode.removeChild(old); });
    paragraphs = Array.prototype.filter.call(text ? text.children : [], function (child) { return child.tagName === "P"; });
    if (one.place === "notice") body.insertBefore(made, document.querySelector(".mast"));
    else text.insertBefore(made, one.place === "letter" && paragraphs.length > 5 ? paragraphs[3].nextSibling : null);
    show(made);
  }
  if (isQuiet() || body.hasAttribute("data-live") || /support|check|standing/.test(body.className) || !window.fetch) return;
  fetch(root + "appeal/" + home + ".json", { credentials: "omit", referrerPolicy: "no-referrer" })
    .then(function (answer) { return answer.ok ? answer.json() : { appeals: [] }; })
    .then(function (found) {
      var chosen = found.format === "tamizdat-appeal-v1" && found.appeals.filter(fits)[0];
      if (chosen) { (found.style || []).forEach(dress); put(chosen); }
    })
    .catch(function () { /* the standing words stay */ });
})();
