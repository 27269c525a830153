// Follows docs/formats/facts-v1.md ("paper", notice): a closed notice stays closed, remembered in this browser alone.
(function () {
  var notice = document.querySelector("details.notice");
  if (!notice) return;
  var store, id = notice.getAttribute("data-id");
  try { store = window.localStorage; if (store.getItem("closed-notice") === id) notice.removeAttribute("open"); } catch (_) { /* kept nowhere */ }
  notice.addEventListener("toggle", function () {
    if (notice.open) return;
    try { store.setItem("closed-notice", id); } catch (_) { /* then only for this view */ }
  });
})();
