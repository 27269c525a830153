// A small stand-in for Stripe.js, for the sandbox processor: the same calls, no money.
(() => {
  const home = new URL(document.currentScript.src).origin;
  let calls = 0;

  function emitter() {
    const heard = {};
    return {
      on(name, listener) { (heard[name] ||= []).push(listener); return this; },
      tell(name, event) { for (const listener of heard[name] || []) listener(event); },
    };
  }

  class Element {
    constructor(options) { this.options = options; this.events = emitter(); this.ready = new Promise((done) => { this.isReady = done; }); }
    on(name, listener) { this.events.on(name, listener); return this; }
    mount(where) {
      const place = typeof where === "string" ? document.querySelector(where) : where;
      this.frame = document.createElement("iframe");
      this.frame.src = `${home}/_sandbox/element?locale=${encodeURIComponent(this.options.locale || "auto")}`;
      this.frame.title = "Card (sandbox)";
      Object.assign(this.frame.style, {width: "100%", border: "0", height: "300px", colorScheme: "normal"});
      addEventListener("message", (event) => this.hear(event));
      place.replaceChildren(this.frame);
    }
    hear(event) {
      if (event.origin !== home || event.source !== this.frame.contentWindow) return;
      const {sandbox, height, complete} = event.data;
      if (sandbox === "height") this.frame.style.height = `${height}px`;
      if (sandbox === "ready") { this.isReady(); this.events.tell("ready", {elementType: "payment"}); }
      if (sandbox === "change") this.events.tell("change", {elementType: "payment", complete, value: {type: "card"}});
    }
    async ask(message) {
      await this.ready;
      const number = ++calls;
      return new Promise((done) => {
        const hear = (event) => {
          if (event.source !== this.frame.contentWindow || event.data.sandbox !== "answer" || event.data.number !== number) return;
          removeEventListener("message", hear);
          done(event.data.result);
        };
        addEventListener("message", hear);
        this.frame.contentWindow.postMessage({...message, number}, home);
      });
    }
    unmount() { this.frame?.remove(); }
    destroy() { this.unmount(); }
    update() {}
  }

  class Elements {
    constructor(options) { this.options = options; }
    create(kind) { this.element = new Element(this.options); this.element.kind = kind; return this.element; }
    getElement() { return this.element || null; }
    update(options) { Object.assign(this.options, options); }
    submit() { return this.element.ask({sandbox: "submit"}); }
  }

  window.Stripe = function Stripe(key) {
    const nameOf = (secret) => secret.split("_secret_")[0];
    const kindOf = (secret) => (secret.startsWith("seti_") ? "setup_intents" : "payment_intents");

    async function call(method, path, said = {}) {
      const query = new URLSearchParams(said);
      const headers = {Authorization: `Bearer ${key}`};
      const address = `${home}/v1/${path}${method === "GET" ? `?${query}` : ""}`;
      const answer = await fetch(address, {method, headers, body: method === "GET" ? undefined : query});
      const body = await answer.json();
      return answer.ok ? {value: body} : {error: body.error};
    }

    function wrap({value, error}) {
      if (error) return {error};
      return value.object === "setup_intent" ? {setupIntent: value} : {paymentIntent: value};
    }

    async function retrieve(secret) {
      return wrap(await call("GET", `${kindOf(secret)}/${nameOf(secret)}`, {client_secret: secret}));
    }

    function askTheCardholder(url) {
      const dialog = document.createElement("dialog");
      const frame = document.createElement("iframe");
      frame.src = `${url}&frame=1`;
      frame.title = "The bank asks (sandbox)";
      Object.assign(dialog.style, {padding: "0", border: "0", borderRadius: "12px", width: "min(26rem, calc(100vw - 1.5rem))", overflow: "hidden"});
      Object.assign(frame.style, {display: "block", width: "100%", height: "24rem", border: "0"});
      dialog.append(frame);
      document.body.append(dialog);
      dialog.showModal();
      return new Promise((done) => {
        const hear = (event) => {
          if (event.source !== frame.contentWindow || event.data.sandbox !== "answered") return;
          close();
        };
        const close = () => { removeEventListener("message", hear); dialog.remove(); done(); };
        addEventListener("message", hear);
        dialog.addEventListener("cancel", close);
      });
    }

    async function follow(secret) {
      let answer = await retrieve(secret);
      const intent = answer.paymentIntent || answer.setupIntent;
      if (!intent || intent.status !== "requires_action") return answer;
      await askTheCardholder(intent.next_action.redirect_to_url.url);
      answer = await retrieve(secret);
      const after = answer.paymentIntent || answer.setupIntent;
      const error = after && (after.last_payment_error || after.last_setup_error);
      return error && after.status === "requires_payment_method" ? {error} : answer;
    }

    async function confirm(kind, {elements, clientSecret, confirmParams = {}, redirect}) {
      const secret = clientSecret || elements.options.clientSecret;
      const made = await stripe.createConfirmationToken({elements, params: confirmParams});
      if (made.error) return made;
      const said = {client_secret: secret, confirmation_token: made.confirmationToken.id};
      if (confirmParams.return_url) said.return_url = confirmParams.return_url;
      const confirmed = await call("POST", `${kind}/${nameOf(secret)}/confirm`, said);
      if (confirmed.error) return confirmed;
      const answer = await follow(secret);
      if (!answer.error && redirect !== "if_required" && confirmParams.return_url) {
        const back = new URL(confirmParams.return_url);
        const name = kind.slice(0, -1);
        back.searchParams.set(name, nameOf(secret));
        back.searchParams.set(`${name}_client_secret`, secret);
        back.searchParams.set("redirect_status", "succeeded");
        location.assign(back);
        return new Promise(() => {});
      }
      return answer;
    }

    const stripe = {
      elements: (options = {}) => new Elements({...options}),
      createConfirmationToken({elements, params = {}}) {
        return elements.element.ask({sandbox: "token", key, returnUrl: params.return_url, future: elements.options.setupFutureUsage});
      },
      handleNextAction: ({clientSecret}) => follow(clientSecret),
      retrievePaymentIntent: retrieve,
      retrieveSetupIntent: retrieve,
      confirmPayment: (options) => confirm("payment_intents", options),
      confirmSetup: (options) => confirm("setup_intents", options),
    };
    return stripe;
  };
  window.Stripe.version = 3;
})();
