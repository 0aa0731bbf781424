// On a narrow screen the bar of pages scrolls sideways: the page that is open comes into view.
"use strict";

const open_page = document.querySelector(".bar nav [aria-current]");
if (open_page) {
  const bar = open_page.parentElement;
  bar.scrollLeft = open_page.offsetLeft - (bar.clientWidth - open_page.offsetWidth) / 2;
}
