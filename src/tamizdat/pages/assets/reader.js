// Follows docs/formats/edition-v1.md, section 13. What a reader chose stays in this browser alone, under one name, and
// holds neither what was read nor whether anything was ever given: {closed: id, quiet: day or "never", seen: {id: [times, day]}}.
(function () {
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
    if (one.tagName === "DETAILS") one.addEventListener("toggle", function () {
      if (one.open || isQuiet()) return;
      kept.closed = id;
      keep();
    });
  }
  all(".notice,.letter", show);

  // Where one chooses to give, the choice not to be asked can be taken back.
  all(".support .body > .quiet", function (row) {
    row.hidden = !kept.quiet;
    row.querySelector("button").addEventListener("click", function () {
      kept = {};
      keep();
      row.hidden = true;
    });
  });

  // A page outside the live window has the standing words; the current appeal of the same mirror takes their place.
  function fits(one) {
    var section = body.getAttribute("data-section"), is = function (name) { return document.querySelector("link[rel=" + name + "]"); };
    if (one.sections.length && one.sections.indexOf(section) < 0) return false;
    if (section && one.not_sections.indexOf(section) >= 0) return false;
    if (one.place === "notice") return true;
    return body.className === "article" && section !== null && !is(one.place === "letter" ? "prev" : "next");
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
  fetch(root + "appeal/" + script.getAttribute("data-home") + ".json", { credentials: "omit", referrerPolicy: "no-referrer" })
    .then(function (answer) { return answer.ok ? answer.json() : { appeals: [] }; })
    .then(function (found) {
      var chosen = found.format === "tamizdat-appeal-v1" && found.appeals.filter(fits)[0];
      if (chosen) put(chosen);
    })
    .catch(function () { /* the standing words stay */ });
})();
