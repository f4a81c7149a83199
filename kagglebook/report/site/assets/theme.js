// Before anything is drawn: the reader's last choice of light or dark, if there was one.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {} // a browser that keeps nothing for a page from the disk
