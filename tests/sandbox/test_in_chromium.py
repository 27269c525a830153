"""A person pays in a real browser: on the Checkout page, and on a page that uses the stand-in for Stripe.js."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.sandbox.conftest import types_of
from tests.sandbox.running import Sandbox

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
SHOP = """<!doctype html><meta charset="utf-8"><title>Support</title>
<div id="card"></div><button id="pay">Pay</button><output id="said"></output>
<script src="{sandbox}/endive/stripe.js"></script>
<script>
const stripe = Stripe("pk_test_sandbox");
const elements = stripe.elements({{mode: "payment", amount: 1000, currency: "usd", locale: "en",
  paymentMethodCreation: "manual"}});
elements.create("payment", {{}}).mount("#card");
document.getElementById("pay").onclick = async () => {{
  const said = document.getElementById("said");
  const {{error}} = await elements.submit();
  if (error) {{ said.textContent = "submit: " + error.message; return; }}
  const made = await stripe.createConfirmationToken({{elements}});
  if (made.error) {{ said.textContent = "token: " + made.error.message; return; }}
  const answer = await (await fetch("/pay?token=" + made.confirmationToken.id)).json();
  if (answer.refused) {{ said.textContent = "refused: " + answer.refused; return; }}
  const done = await stripe.handleNextAction({{clientSecret: answer.secret}});
  said.textContent = done.error ? "bank: " + done.error.message : done.paymentIntent.status;
}};
</script>"""


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 320, "height": 800}, locale="fa")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def shop(sandbox: Sandbox) -> Iterator[str]:
    """A support site in miniature: it looks at the card's country before it asks for the money."""
    client = sandbox.client().v1

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = "text/html", SHOP.format(sandbox=sandbox.url)
            if self.path.startswith("/pay?token="):
                kind, body = "application/json", self.pay(self.path.rpartition("=")[2])
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def pay(self, token: str) -> str:
            country = client.confirmation_tokens.retrieve(token).payment_method_preview.card.country
            if country == "RU":
                return '{"refused": "RU"}'
            said = {"amount": 1000, "currency": "usd", "confirm": True, "confirmation_token": token}
            return f'{{"secret": "{client.payment_intents.create(said).client_secret}"}}'

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_person_pays_on_the_checkout_page_with_the_bank_asking(page: Any, sandbox: Sandbox, client: Any) -> None:
    price = {"currency": "usd", "unit_amount": 1000, "product_data": {"name": "Gift"}}
    back = f"{sandbox.url}/_sandbox/?s={{CHECKOUT_SESSION_ID}}"
    said = {"mode": "payment", "success_url": back, "line_items": [{"price_data": price}]}
    page.goto(client.checkout.sessions.create(said).url)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    page.locator("button.fill[value='4000000000003220']").click()
    page.locator("button.main").click()
    page.get_by_role("button", name="Approve").click()
    page.wait_for_url("**/_sandbox/?s=cs_test_*")
    assert types_of(client)[-2] == "checkout.session.completed"


def choose(page: Any, number: str) -> None:
    field = page.frame_locator("#card iframe")
    field.locator("#number").fill(number)
    field.locator("#expiry").fill("12/34")
    field.locator("#cvc").fill("123")
    page.locator("#pay").click()


def test_the_stand_in_for_stripe_js_pays_asks_and_refuses(page: Any, shop: str, sandbox: Sandbox) -> None:
    said = page.locator("#said")
    page.goto(shop)
    page.locator("#pay").click()
    said.filter(has_text="submit: Your card details are incomplete.").wait_for()
    choose(page, "4000 0064 3000 0009")
    said.filter(has_text="refused: RU").wait_for()
    assert sandbox.attempts() == []
    choose(page, "4242 4242 4242 4242")
    said.filter(has_text="succeeded").wait_for()
    for answer, end in (("Refuse", "bank: We are unable"), ("Approve", "succeeded")):
        page.goto(shop)
        choose(page, "4000 0027 6000 3184")
        page.frame_locator("dialog iframe").get_by_role("button", name=answer).click()
        said.filter(has_text=end).wait_for()
    assert [one["kind"] for one in sandbox.attempts()] == [
        "authorization",
        "authentication",
        "authentication",
        "authorization",
    ]
