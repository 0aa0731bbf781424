// The live part of a page. htmx fetches it anew when the server says that something came; here stands
// what it must not do meanwhile: take away what a person is typing, move what they are about to press,
// close what they opened, or hold a connection for a page that nobody looks at.
"use strict";

(() => {
  const AGAIN_MS = 5000;

  // A source of events that is open while the page is seen: a browser has six connections to a
  // server, and a page in the background must not keep one from those in front. A server that is
  // away or full is asked again for as long as the page is seen, by this source and no second one.
  class SeenSource {
    constructor(url) {
      this.url = url;
      this.heard = new Map();
      this.ended = false;
      this.onopen = this.onerror = null;
      this.turned = () => (document.hidden ? this.let_go() : this.hold());
      document.addEventListener("visibilitychange", this.turned);
      this.turned();
    }

    get readyState() {
      return this.source ? this.source.readyState : EventSource.CONNECTING;
    }

    hold() {
      if (this.source || this.ended) return;
      this.source = new EventSource(this.url);
      this.source.onopen = (event) => this.onopen && this.onopen(event);
      this.source.onerror = (event) => this.failed(event);
      for (const [name, hear] of this.heard) this.source.addEventListener(name, hear);
    }

    failed(event) {
      if (this.readyState === EventSource.CLOSED) {
        this.let_go();
        setTimeout(this.turned, AGAIN_MS * (1 + Math.random()));
      }
      if (this.onerror) this.onerror(event);
    }

    let_go() {
      if (this.source) this.source.close();
      this.source = null;
    }

    close() {
      this.ended = true;
      document.removeEventListener("visibilitychange", this.turned);
      this.let_go();
    }

    // The part listens anew whenever it was fetched; its earlier listener must not fetch it twice.
    addEventListener(name, hear) {
      this.removeEventListener(name, this.heard.get(name));
      this.heard.set(name, hear);
      if (this.source) this.source.addEventListener(name, hear);
    }

    removeEventListener(name, hear) {
      if (this.heard.get(name) === hear) this.heard.delete(name);
      if (this.source) this.source.removeEventListener(name, hear);
    }
  }

  const changed = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
    const options = [...field.options];
    const first = options.find((option) => option.defaultSelected) || options[0];
    return first !== undefined && field.value !== first.value;
  };

  // Something is typed, or a finger, the pointer or the keyboard is on something to press.
  const in_use = (part) => {
    const fields = [...part.querySelectorAll("input:not([type=hidden]), textarea, select")];
    return (
      fields.some((field) => field === document.activeElement || changed(field)) ||
      part.querySelector("form:hover, form:focus-within") !== null
    );
  };

  // Whether the answer is of this page: not the sign-in page, and not that what the address asks for
  // is no longer there, or no longer this person's: then nothing of it may stay to be seen.
  const shows_here = (url, status) =>
    new URL(url).pathname === window.location.pathname &&
    (status < 400 || status === 429 || status >= 500);

  document.addEventListener("htmx:beforeSwap", (event) => {
    const part = event.detail.target;
    if (part.id !== "live") return;
    const { responseURL, status } = event.detail.xhr;
    if (!shows_here(responseURL, status)) {
      event.detail.shouldSwap = false;
      window.location.reload();
    } else if (event.detail.shouldSwap) {
      event.detail.shouldSwap = !in_use(part);
      document.getElementById("newer").hidden = event.detail.shouldSwap;
    }
  });

  document.addEventListener("htmx:sseClose", (event) => {
    if (event.detail.type === "message") window.location.reload();
  });

  htmx.createEventSource = (url) => new SeenSource(url);
  Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) =>
    !(name === "open" && node.tagName === "DETAILS");
})();
