// Pay inside our page: docs/operating/support-site.md. No dependency; the processor's script is loaded here and nowhere else.
"use strict";
{
  const PATIENCE = 8000;
  const by = (id) => document.getElementById(id);
  const form = by("pay"), go = by("go"), bad = by("bad"), state = by("state");
  const client = JSON.parse(form.dataset.client), words = JSON.parse(form.dataset.words);
  let ready = false;

  // It did not come; or, while we still wait for it, it is late: then both are shown.
  const blocked = (isLate) => {
    if (ready) return;
    form.hidden = isLate !== true;
    by("blocked").hidden = by("why").hidden = false;
    by("why").setAttribute("role", "alert");
  };
  const tell = (text) => { bad.textContent = text || ""; state.textContent = ""; go.disabled = false; go.removeAttribute("aria-busy"); };

  form.hidden = false;
  by("blocked").hidden = true;
  const patience = setTimeout(() => blocked(true), PATIENCE);
  const script = document.createElement("script");
  script.src = client.script;
  script.onerror = blocked;
  script.onload = () => { try { open(); } catch (error) { blocked(); } };
  document.head.append(script);

  function open() {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const stripe = window.Stripe(client.key, { locale: form.dataset.lang });
    const elements = stripe.elements({
      mode: client.mode, amount: client.amount, currency: client.currency,
      ...(client.mode === "subscription" ? { setupFutureUsage: "off_session" } : {}),
      appearance: { theme: dark ? "night" : "stripe", variables: { colorPrimary: dark ? "#f2958a" : "#a31f1f", borderRadius: "0" } },
    });
    const card = elements.create("payment");
    card.on("ready", () => { ready = true; clearTimeout(patience); state.textContent = ""; go.disabled = false; by("blocked").hidden = true; });
    card.on("loaderror", blocked);
    card.mount("#card");
    form.addEventListener("submit", (event) => { event.preventDefault(); if (!go.disabled) pay(stripe, elements); });
  }

  async function pay(stripe, elements) {
    bad.textContent = "";
    go.disabled = true;
    go.setAttribute("aria-busy", "true");
    state.textContent = words.pay_working;
    try {
      const typed = await elements.submit();
      if (typed.error) return tell(typed.error.message);
      const made = await stripe.createConfirmationToken({
        elements, params: { return_url: new URL(form.dataset.thanks, location.href).href },
      });
      if (made.error) return tell(made.error.message);
      const answer = await fetch(form.dataset.confirm, {
        method: "POST", credentials: "omit", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ token: made.confirmationToken.id }),
      });
      await follow(stripe, await answer.json());
    } catch (error) {
      tell(words.pay_failed);
    }
  }

  async function follow(stripe, told) {
    if (told.state === "action") {
      const done = await stripe.handleNextAction({ clientSecret: told.secret });
      if (done.error) return tell(words.why_bank);
      return location.replace(form.dataset.thanks);
    }
    if (told.state === "paid" || told.state === "waiting") return location.replace(form.dataset.thanks);
    if (told.state === "refused") return location.replace(told.go);
    if (told.state === "declined") return tell(words["why_" + told.why] || words.why_card);
    tell(told.state === "many" ? words.many : words.pay_failed);
  }
}
