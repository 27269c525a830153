// The cardholder has answered: tell the page around this frame.
parent.postMessage({sandbox: "answered"}, "*");
