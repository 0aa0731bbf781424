// How many rows a table would have: counted anew as soon as another filter is chosen, so that the
// number never stands beside filters for which it was not counted. Without this script the page
// says for which ones it was, and "Count again" counts.
"use strict";

(() => {
  const form = document.querySelector("form.take");
  const count = document.getElementById("count");
  let asked = null;

  const counted = async (signal) => {
    const fields = [...new FormData(form)].filter(([name]) => name !== "token");
    const answer = await fetch(`/exports?${new URLSearchParams(fields)}`, { signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return answer.ok ? page.getElementById("count") : null;
  };

  form.addEventListener("change", async () => {
    asked?.abort();
    const asking = (asked = new AbortController());
    count.textContent = count.dataset.counting;
    const found = await counted(asking.signal).catch(() => null);
    if (asking.signal.aborted) return;
    if (found) count.replaceChildren(...found.childNodes);
    else count.textContent = count.dataset.uncounted;
  });
})();
