"use strict";
// Shows what the server tells: rows of programs, and blocks of the one that is open, each replaced when it changes.

const list = document.querySelector("#programs ol");
const main = document.querySelector("#notebook");
const gone = document.querySelector("#gone");
const follow = document.querySelector("#follow");
const menu = document.querySelector("#menu");
let source = null;
let open = decodeURIComponent(location.hash.slice(1)).split("/")[0];

function listen() {
  if (source) source.close();
  main.setAttribute("aria-busy", "true");
  source = new EventSource("events?program=" + encodeURIComponent(open));
  source.addEventListener("open", () => { gone.hidden = true; });
  source.addEventListener("error", () => { gone.hidden = false; });
  source.addEventListener("programs", (event) => showPrograms(JSON.parse(event.data)));
  source.addEventListener("blocks", (event) => showBlocks(JSON.parse(event.data)));
}

function showPrograms(told) {
  for (const [slug, number, title, state, words, faulty] of told.rows) {
    let item = document.getElementById("program-" + slug);
    if (!item) {
      item = document.createElement("li");
      item.id = "program-" + slug;
      item.innerHTML = '<a><span class="dot"></span><b></b> <span></span><small></small></a>';
      list.append(item);
    }
    const link = item.firstChild;
    item.className = [state, faulty].filter(Boolean).join(" ");
    link.href = "#" + encodeURIComponent(slug);
    link.title = words;
    link.children[1].textContent = number;
    link.children[2].textContent = title;
    link.children[3].textContent = state === "running" || state === "failed" ? words : "";
  }
  const known = new Set(told.order.map((slug) => "program-" + slug));
  for (const item of [...list.children]) if (!known.has(item.id)) item.remove();
  told.order.forEach((slug, place) => {
    const item = document.getElementById("program-" + slug);
    if (item && list.children[place] !== item) list.insertBefore(item, list.children[place] || null);
  });
  mark();
}

const blockOf = (key) => document.getElementById("block-" + key);

function mark() {
  for (const item of list.children) {
    const current = item.id === "program-" + open;
    item.classList.toggle("open", current);
    if (current) item.firstChild.setAttribute("aria-current", "page");
    else item.firstChild.removeAttribute("aria-current");
  }
}

function showBlocks(told) {
  if (told.program !== open) {
    open = told.program;
    history.replaceState(null, "", "#" + encodeURIComponent(open));
    mark();
  }
  const fresh = main.dataset.program !== open;
  if (fresh) {
    main.replaceChildren();
    main.dataset.program = open;
    scrollTo(0, 0);
  }
  const top = anchor();
  for (const [key, html] of Object.entries(told.changed)) {
    let block = blockOf(key);
    if (!block) {
      block = document.createElement("div");
      block.id = "block-" + key;
      block.className = "block";
      main.append(block);
    }
    const opened = [...block.querySelectorAll("details")].map((each) => each.open);
    block.innerHTML = html;
    for (const each of block.querySelectorAll(".math")) {
      katex.render(each.textContent, each, { displayMode: each.tagName === "DIV", throwOnError: false });
    }
    if (key !== "checks") block.querySelectorAll("details").forEach((each, place) => {
      if (place in opened) each.open = opened[place];
    });
    if (!fresh && html && told.texts.includes(key)) {
      block.classList.remove("changed");
      void block.offsetWidth;
      block.classList.add("changed");
    }
  }
  const known = new Set(told.order);
  for (const block of [...main.children]) if (!known.has(block.id.slice(6))) block.remove();
  told.order.forEach((key, place) => {
    const block = blockOf(key);
    if (block && main.children[place] !== block) main.insertBefore(block, main.children[place] || null);
  });
  main.setAttribute("aria-busy", "false");
  const target = !fresh && follow.checked && told.texts.length && blockOf(told.texts[0]);
  if (target && !visible(target)) target.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
  else if (top) scrollBy(0, top.block.getBoundingClientRect().top - top.at);
}

// What stands above may grow: what the reader looks at stays where it is.
function anchor() {
  for (const block of main.children) {
    const box = block.getBoundingClientRect();
    if (box.bottom > 60) return scrollY > 0 ? { block, at: box.top } : null;
  }
  return null;
}

const visible = (block) => {
  const box = block.getBoundingClientRect();
  return box.top >= 0 && box.top < innerHeight * 0.8;
};
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

addEventListener("hashchange", () => {
  const slug = decodeURIComponent(location.hash.slice(1));
  if (!document.getElementById("program-" + slug)) return;
  open = slug;
  document.body.classList.remove("menu");
  menu.setAttribute("aria-expanded", "false");
  mark();
  listen();
});
menu.addEventListener("click", () => {
  menu.setAttribute("aria-expanded", String(document.body.classList.toggle("menu")));
});
main.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (button) {
    const body = new URLSearchParams({ act: button.dataset.act, program: open });
    fetch("act", { method: "POST", body }).catch(() => { gone.hidden = false; });
    return;
  }
  const link = event.target.closest('a[href^="#"]');
  if (link) {  // a place of this notebook: the address names the program
    event.preventDefault();
    const place = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (place) place.scrollIntoView({ block: "center" });
  }
});
listen();
