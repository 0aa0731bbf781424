// A form that is filled in: htmx sends it at each answer and puts what comes back in its place. Here
// stands what that must not do: take away what a person is typing, or their place on the page, or
// leave them in the belief that something was worked out while the server was away; and what is to be
// asked before it is left.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  if (!window.htmx || !window.Idiomorph) return;
  const SEEK_MS = 300;
  const KEPT = new Set(["value", "checked", "selected"]);
  let seeking = null;
  let pressed = false;
  let typed = false;

  document.documentElement.classList.add("evaluated");

  // What stands in a field is what the person put there; the server only sends it back. While an
  // answer was on its way, something else may have been typed.
  const before = Idiomorph.defaults.callbacks.beforeAttributeUpdated;
  Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node, kind) => {
    const field = node.closest("#filling") && node.matches("input:not([type=hidden]), textarea, option");
    if (field && KEPT.has(name)) return false;
    return before ? before(name, node, kind) : true;
  };

  const say = (what) => {
    const away = document.getElementById("away");
    away.hidden = !what;
    away.textContent = what ? away.dataset[what] : "";
  };

  document.addEventListener("input", ({ target }) => {
    if (!target.matches("#filling .find")) return;
    clearTimeout(seeking);
    seeking = setTimeout(() => htmx.trigger("#filling", "look"), SEEK_MS);
  });

  // Whoever leaves the page by another way than its buttons is asked first, once they typed.
  document.addEventListener("input", ({ target }) => {
    typed = typed || target.closest("#filling.stores") !== null;
  });
  document.addEventListener("submit", ({ target }) => {
    if (target.id === "filling") typed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    pressed = detail.elt.matches("button");
  });

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.id === "fill" && detail.xhr.status < 400) say(null);
  });

  // But for what followed from another answer, which is put where nobody typed.
  document.addEventListener("htmx:afterSwap", () => {
    for (const field of document.querySelectorAll("#filling [data-put]")) {
      if (field !== document.activeElement) field.value = field.dataset.put;
    }
  });

  // Where a row was added or removed, its first field is the next to be typed into.
  document.addEventListener("htmx:afterSwap", () => {
    const next = pressed && document.querySelector("#fill [autofocus]");
    pressed = false;
    if (next) next.focus();
  });

  document.addEventListener("htmx:responseError", ({ detail }) => {
    say(detail.xhr.status === 401 ? "over" : "lost");
  });
  document.addEventListener("htmx:sendError", () => say("lost"));
});
