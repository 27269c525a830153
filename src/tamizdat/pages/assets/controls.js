// Fetched when a reader touches the line at the foot of a page (docs/decisions/30-worker.md): what was checked, and what can be
// done with the page. No address that is not public is ever handed on, and nothing is kept unless asked for.
(function () {
  var our = window.tamizdat, isAlone = new URL(our.root).pathname === "/", box = document.createElement("div"), said = document.createElement("p"), words, kept;

  function add(name, parent, text) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    return (parent || box).appendChild(made);
  }
  function say(text) {
    said.textContent = text;
  }
  function offer(word, deed) {
    var button = add("button", add("p"), words[word]);
    button.type = "button";
    button.onclick = deed;
    return button;
  }
  // The worker, be it this page's or one that is only just ready; without one: null.
  function ask(question) {
    return new Promise(function (resolve) {
      var workers = navigator.serviceWorker;
      if (!workers) return resolve({ error: "none" });
      workers.getRegistration(our.root).then(function (at) {
        our.worker = at && at.active;
        if (!workers.controller && !our.worker) return resolve({ error: "none" });
        our.ask(question, resolve);
      }, resolve);
    });
  }

  function share() {
    fetch(our.root + "ways.json", { credentials: "omit" }).then(function (answer) { return answer.json(); }).then(function (ways) {
      var link = ways.addresses[0] + our.path.slice(1), shown;
      if (!ways.addresses.length) return say(words.share_none);
      say(words.share_here + " ");
      shown = add("bdi", said, link);
      shown.dir = "ltr";
      if (navigator.share) navigator.share({ title: document.title, url: link }).catch(function () { /* the reader chose otherwise */ });
      else if (navigator.clipboard) navigator.clipboard.writeText(link).then(function () { add("span", said, " " + words.share_copied); }, function () { /* it stands there */ });
    }).catch(function () { say(words.share_none); });
  }

  function saveCopy() {
    var script = document.createElement("script"), copies = window.tamizdatCopies;
    var fail = function () { say(words.copy_failed); };
    if (copies) return copies.save(our.path, our.home).then(function () { say(words.copy_saved); }, fail);
    script.src = our.root + "copy.js";
    script.onload = saveCopy;
    script.onerror = fail;
    return document.body.appendChild(script);
  }

  function showKept(list) {
    kept.textContent = "";
    kept.hidden = !list.length;
    add("strong", kept, words.kept);
    list.forEach(function (one) {
      var row = add("p", kept), link = add("a", row), button;
      link.href = our.root + one.path.slice(1);
      link.textContent = new DOMParser().parseFromString(one.title, "text/html").documentElement.textContent;
      row.appendChild(document.createTextNode(" "));
      button = add("button", row, words.kept_remove);
      button.onclick = function () { ask({ ask: "drop", path: one.path }).then(showKept); };
    });
  }
  function keep() {
    ask({ ask: "keep" }).then(function (list) {
      if (list.error) return say(words.keep_failed);
      say(words.keep_done);
      showKept(list);
    });
  }

  // By hand as well, after three seconds at most: a worker may be broken, and what it keeps must go all the same.
  function forget() {
    var left = false, late = setTimeout(clear, 3000);
    ask({ ask: "forget" }).then(clear);
    function clear() {
      var work = [];
      clearTimeout(late);
      if (left) return;
      left = true;
      try { isAlone ? localStorage.clear() : localStorage.removeItem("asking"); } catch (_) { /* there was none */ }
      if (window.caches) work.push(caches.keys().then(function (names) { return Promise.all(names.map(function (name) { return (isAlone || name === "tamizdat " + our.root) && caches.delete(name); })); }));
      if (isAlone && window.indexedDB && indexedDB.databases) work.push(indexedDB.databases().then(function (all) { all.forEach(function (one) { indexedDB.deleteDatabase(one.name); }); }));
      if (navigator.serviceWorker) work.push(navigator.serviceWorker.getRegistrations().then(function (all) {
        return Promise.all(all.map(function (one) { return one.scope.indexOf(our.root) ? null : one.unregister(); }));
      }));
      Promise.all(work).then(function () {
        box.textContent = "";
        box.appendChild(said);
        say(words.forgotten);
      }, function () { say(words.forget_failed); });
    }
  }

  function draw(found) {
    words = found.words;
    add("p", box, our.found ? words.menu_checked : words.menu_unchecked);
    var check = add("a", add("p"), words.check);
    check.href = our.root + our.home + "/check/index.html#" + our.path;
    if (our.begin && our.policy === "ask" && !navigator.serviceWorker.controller) offer("menu_begin", function () {
      our.begin().then(function () { say(words.menu_begun); }, function () { say(words.keep_failed); });
    });
    offer("share", share);
    offer("copy", saveCopy);
    if (navigator.serviceWorker) offer("keep", keep);
    offer("forget", forget);
    said.setAttribute("role", "status");
    box.appendChild(said);
    kept = add("div");
    kept.hidden = true;
    our.line.appendChild(box);
    our.line.firstChild.setAttribute("aria-expanded", "true");
    ask({ ask: "kept" }).then(function (list) { if (list.length) showKept(list); });
  }

  our.toggle = function () {
    box.hidden = !box.hidden;
    our.line.firstChild.setAttribute("aria-expanded", String(!box.hidden));
  };
  our.line.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || box.hidden) return;
    our.toggle();
    our.line.firstChild.focus();
  });
  fetch(our.root + "words/" + our.home + ".json", { credentials: "omit" }).then(function (answer) { return answer.json(); }).then(draw)
    .catch(function () { location.href = our.root + our.home + "/check/index.html#" + our.path; });
})();
