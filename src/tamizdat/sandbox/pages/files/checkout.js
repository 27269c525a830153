// With scripts, a test card is filled in without a new page. Without them the same buttons send the form.
for (const button of document.querySelectorAll("button.fill")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const form = button.form;
    form.number.value = button.value;
    form.expiry.value = "12/34";
    form.cvc.value = "123";
    form.email.value ||= "reader@example.org";
    form.querySelector(".main").focus();
  });
}
