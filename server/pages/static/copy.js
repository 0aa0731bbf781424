// Buttons that copy a text. The old way of doing so works without https too, as in a district's network.
"use strict";

(() => {
  const show = () => {
    for (const button of document.querySelectorAll("button[data-copy]")) button.hidden = false;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    document.getElementById(button.dataset.copy).select();
    if (document.execCommand("copy")) button.textContent = button.dataset.copied;
  });
  document.addEventListener("htmx:afterSwap", show);
  show();
})();
