// On a narrow screen the bar of pages scrolls sideways: the page that is open comes into view.
"use strict";

(() => {
  const here = document.querySelector(".bar nav [aria-current]");
  const show = () => {
    const bar = here.parentElement;
    bar.scrollLeft = here.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
  };
  if (here) {
    show();
    window.addEventListener("resize", show);
  }
})();
