// Pictures at the desk. Two conveniences; without scripts the forms do the same with words and numbers.
(() => {
  "use strict";
  const HEAD = 524288; // what a file says of itself stands at its beginning

  // 1. What the file says of who made it and what it shows: a suggestion, never written into the form by itself.
  const suggest = (input, notes) => {
    const form = input.form;
    form.querySelectorAll(".desk-notes").forEach(one => one.remove());
    for (const name of ["credit", "description"]) {
      const field = form.querySelector(`[name$="${name}"]`);
      if (!field || !notes[name]) continue;
      const box = document.createElement("div"), words = document.createElement("bdi"), take = document.createElement("button");
      box.className = "desk-notes";
      words.textContent = `“${notes[name]}”`;
      take.type = "button";
      take.className = "button button-small button-secondary";
      take.textContent = notes.take;
      take.addEventListener("click", () => {
        field.value = notes[name];
        field.dispatchEvent(new Event("input", { bubbles: true }));
        box.remove();
      });
      box.append(`${notes.says} `, words, ` ${notes.warning} `, take);
      field.after(box);
    }
  };
  document.addEventListener("change", async event => {
    const input = event.target;
    if (!input.matches || !input.matches("input[type=file][data-desk-notes]") || !input.files[0] || !input.form) return;
    const body = new FormData(), token = input.form.querySelector("[name=csrfmiddlewaretoken]");
    body.append("head", input.files[0].slice(0, HEAD), "head");
    body.append("csrfmiddlewaretoken", token ? token.value : "");
    try {
      const answer = await fetch(input.dataset.deskNotes, { method: "POST", body });
      if (answer.ok) suggest(input, await answer.json());
    } catch { /* no connection: the form itself says it again */ }
  });

  // 2. Rectangles drawn on the picture become numbers in the box.
  const draw = box => {
    const shown = document.querySelector(".focal-point-chooser img");
    if (!shown || box.dataset.deskDrawn) return;
    box.dataset.deskDrawn = "1";
    const pad = document.createElement("div"), image = document.createElement("img");
    pad.className = "desk-cover";
    image.src = shown.src;
    image.alt = "";
    pad.append(image);
    box.after(pad);
    const paint = () => {
      pad.querySelectorAll("i").forEach(one => one.remove());
      for (const line of box.value.split("\n")) {
        const [left, top, width, height] = (line.match(/[\d.]+/g) || []).map(Number);
        if (height === undefined) continue;
        const part = document.createElement("i");
        Object.assign(part.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
        pad.append(part);
      }
    };
    const at = event => {
      const frame = pad.getBoundingClientRect(), within = value => Math.min(100, Math.max(0, value));
      return [within(100 * (event.clientX - frame.left) / frame.width), within(100 * (event.clientY - frame.top) / frame.height)];
    };
    let start = null;
    pad.addEventListener("pointerdown", event => { start = at(event); pad.setPointerCapture(event.pointerId); event.preventDefault(); });
    pad.addEventListener("pointerup", event => {
      if (!start) return;
      const end = at(event), first = start;
      start = null;
      const left = Math.min(first[0], end[0]), top = Math.min(first[1], end[1]);
      const width = Math.abs(first[0] - end[0]), height = Math.abs(first[1] - end[1]);
      if (width < 1 || height < 1) return;
      const line = [left, top, width, height].map(one => one.toFixed(1)).join(" ");
      box.value = box.value.trim() ? `${box.value.trim()}\n${line}` : line;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      paint();
    });
    box.addEventListener("input", paint);
    paint();
  };

  // 3. What the checks say, asked again.
  const again = button => {
    const place = button.parentElement.querySelector("[data-desk-findings]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      const answer = await fetch(place.dataset.deskFindings);
      if (answer.ok) place.innerHTML = await answer.text();
    });
  };
  const begin = () => {
    document.querySelectorAll("[data-desk-covered]").forEach(draw);
    document.querySelectorAll("[data-desk-again]").forEach(again);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin); else begin();
})();
