// The card field inside another page. It answers messages: submit (is it complete?) and token (make one).
const form = document.getElementById("element");
const error = form.querySelector(".error");

function fill(number) {
  form.number.value = number;
  form.expiry.value = "12/34";
  form.cvc.value = "123";
  error.hidden = true;
  tell({sandbox: "change", complete: true});
}
for (const button of form.querySelectorAll(".fill")) button.onclick = () => fill(button.dataset.number);
form.country.onchange = () => form.country.value && fill(form.country.value);
form.onsubmit = (event) => event.preventDefault();
form.oninput = () => tell({sandbox: "change", complete: isComplete()});

function isComplete() {
  return /^[\d ]{12,23}$/.test(form.number.value) && /^\d{1,2}\s*\/\s*\d{2,4}$/.test(form.expiry.value) && /^\d{3,4}$/.test(form.cvc.value);
}

function tell(message, to = parent, origin = "*") {
  to.postMessage(message, origin);
}

function refuse(message) {
  error.textContent = message;
  error.hidden = false;
  return {error: {type: "validation_error", message}};
}

async function makeToken({key, returnUrl, future}) {
  const [month, year] = form.expiry.value.split("/").map((part) => part.trim());
  const said = new URLSearchParams({"payment_method_data[type]": "card", "payment_method_data[card][number]": form.number.value.replace(/\s/g, ""), "payment_method_data[card][exp_month]": month, "payment_method_data[card][exp_year]": year, "payment_method_data[card][cvc]": form.cvc.value});
  if (returnUrl) said.set("return_url", returnUrl);
  if (future) said.set("setup_future_usage", future);
  const answer = await fetch("/v1/confirmation_tokens", {method: "POST", body: said, headers: {Authorization: `Bearer ${key}`}});
  const body = await answer.json();
  return answer.ok ? {confirmationToken: body} : refuse(body.error.message);
}

addEventListener("message", async (event) => {
  const {sandbox, number} = event.data || {};
  if (sandbox !== "submit" && sandbox !== "token") return;
  error.hidden = true;
  let result = isComplete() ? {} : refuse("Your card details are incomplete.");
  if (sandbox === "token" && !result.error) result = await makeToken(event.data);
  tell({sandbox: "answer", number, result}, event.source, event.origin);
});

new ResizeObserver(() => tell({sandbox: "height", height: document.documentElement.scrollHeight})).observe(document.body);
tell({sandbox: "ready"});
