// In the worker's own page that says why nothing is shown: what is pressed goes to the worker, then the page is tried again.
document.onclick = function (event) {
  var deed = event.target.value, wire = new MessageChannel(), worker = navigator.serviceWorker.controller;
  if (deed === "forget") try { localStorage.removeItem("asking"); } catch (_) { /* there was none */ }
  if (!deed || !worker) return deed && location.reload();
  wire.port1.onmessage = function (answer) {
    var said = answer.data && answer.data.said;
    if (!said) return location.reload();
    document.body.textContent = said;
  };
  worker.postMessage({ ask: deed, path: location.pathname }, [wire.port2]);
};
