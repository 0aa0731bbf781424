// Live parts of a page. htmx fetches the part `live` anew when the server says that something came;
// here stands what it must not do meanwhile: take away what a person is typing, close what they
// opened, or hold a connection for a page that nobody looks at.
"use strict";

(() => {
  // A source of events that is open while the page is seen: a browser has six connections to a
  // server, and a page in the background must not keep one from those in front.
  class SeenSource {
    constructor(url) {
      this.url = url;
      this.heard = [];
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
      this.source.onerror = (event) => this.onerror && this.onerror(event);
      for (const [name, hear] of this.heard) this.source.addEventListener(name, hear);
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

    addEventListener(name, hear) {
      this.heard.push([name, hear]);
      if (this.source) this.source.addEventListener(name, hear);
    }

    removeEventListener(name, hear) {
      this.heard = this.heard.filter((pair) => pair[0] !== name || pair[1] !== hear);
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

  const in_use = (part) => {
    const fields = [...part.querySelectorAll("input:not([type=hidden]), textarea, select")];
    return fields.some((field) => field === document.activeElement || changed(field));
  };

  document.addEventListener("htmx:beforeSwap", (event) => {
    const part = event.detail.target;
    if (part.id !== "live") return;
    if (event.detail.xhr.responseURL.includes("/login")) {
      event.detail.shouldSwap = false;
      window.location.reload();
    } else if (in_use(part)) {
      event.detail.shouldSwap = false;
      document.getElementById("newer").hidden = false;
    }
  });

  document.addEventListener("htmx:sseClose", (event) => {
    if (event.detail.type === "message") window.location.reload();
  });

  htmx.createEventSource = (url) => new SeenSource(url);
  Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) =>
    !(name === "open" && node.tagName === "DETAILS");
})();
