// Formulas, the choice of light or dark, and the picker of variants. Without it a page has all its words.
for (const each of document.querySelectorAll(".math")) {
  katex.render(each.textContent, each, { displayMode: each.tagName === "DIV", throwOnError: false });
}

// What is wider than its place can be scrolled by the keyboard, too; what isn't, stops nobody on his way.
const reach = () => {
  for (const each of document.querySelectorAll("pre, .wide, .prose > table, .out.html, div.math")) {
    if (each.scrollWidth > each.clientWidth) each.tabIndex = 0;
    else each.removeAttribute("tabindex");
  }
};
addEventListener("resize", reach);
for (const each of document.querySelectorAll("details")) each.addEventListener("toggle", reach);
document.fonts.ready.then(reach);
reach();

const button = document.getElementById("theme");
const system = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
const tell = () => button.setAttribute("aria-pressed", isDark());
button.addEventListener("click", () => {
  const chosen = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = chosen;
  try { localStorage.setItem("theme", chosen); } catch {}
  tell();
});
system.addEventListener("change", tell);
tell();
button.hidden = false;

for (const section of document.querySelectorAll(".variants")) {
  const form = section.querySelector(".picker");
  const choices = [...section.querySelectorAll(".choice")].map(place => ({ place, values: JSON.parse(place.dataset.values) }));
  const fields = [...form.elements];
  const alike = values => fields.filter(field => values[field.name] === field.value).length;
  const show = changed => {
    // Where no variant has all that was chosen, the nearest with the value that was chosen last.
    const rank = ({ values }) => alike(values) + (changed && values[changed.name] === changed.value ? fields.length : 0);
    const best = choices.reduce((one, other) => (rank(other) > rank(one) ? other : one));
    for (const field of fields) field.value = best.values[field.name];
    for (const { place } of choices) place.hidden = place !== best.place;
  };
  form.hidden = false;
  form.addEventListener("change", event => show(event.target));
  form.addEventListener("submit", event => event.preventDefault());
  for (const field of fields) field.value = choices[0].values[field.name];
  show();
}
