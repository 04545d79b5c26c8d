// What pages do beyond links and forms. Hooks are data-js; everything works without, only slower.
const root = document.documentElement;
const hook = (name) => `[data-js~="${name}"]`;
const one = (name, within = document) => within.querySelector(hook(name));
const all = (name, within = document) => [...within.querySelectorAll(hook(name))];

function remember(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(key);
    localStorage.setItem(key, value);
  } catch {
    // Storage is off: the choice lasts as long as the page.
  }
  return null;
}

// Clicks and changes are heard once, here, so that swapped-in parts need no wiring.
const clicks = {
  theme() {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const current = root.dataset.theme || (dark ? "dark" : "light");
    root.dataset.theme = current === "dark" ? "light" : "dark";
    remember("theme", root.dataset.theme);
  },
  nav: () => openDrawer(one("shell").dataset.nav !== "open"),
  help: () => one("keys").showModal(),
  copy,
  tab: choose,
  pause,
};

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-js]");
  if (target && clicks[target.dataset.js]) clicks[target.dataset.js](target);
  else if (!event.target.closest("#side") && one("shell")?.dataset.nav === "open") openDrawer(false);
});

// --- The drawer, on narrow screens ---------------------------------------------------------
function openDrawer(open) {
  one("shell").dataset.nav = open ? "open" : "";
  one("nav").setAttribute("aria-expanded", open);
  if (open) document.querySelector("#side a").focus();
  else if (document.activeElement.closest("#side")) one("nav").focus();
}

// --- Copying ---------------------------------------------------------------------------------
async function copy(button) {
  const shown = button.closest(hook("tabs"))?.querySelector("pre:not([data-off])");
  const text = button.dataset.copy ?? shown?.innerText ?? "";
  await write(text);
  say("Copied");
  const label = button.querySelector("[data-copied]");
  button.dataset.done = "";
  if (label) label.textContent = "Copied";
  setTimeout(() => {
    delete button.dataset.done;
    if (label) label.textContent = "Copy";
  }, 1600);
}

async function write(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Over plain HTTP on another host browsers offer only this older way.
  const area = document.body.appendChild(document.createElement("textarea"));
  area.value = text;
  area.select();
  document.execCommand("copy");
  area.remove();
}

// --- Tabs ------------------------------------------------------------------------------------
function choose(tab) {
  const box = tab.closest(hook("tabs"));
  for (const each of all("tab", box)) {
    const chosen = each === tab;
    each.setAttribute("aria-selected", chosen);
    each.tabIndex = chosen ? 0 : -1;
    document.getElementById(each.getAttribute("aria-controls")).toggleAttribute("data-off", !chosen);
  }
}

function step(tab, by) {
  const tabs = all("tab", tab.parentNode);
  const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length];
  next.focus();
  choose(next);
}

// --- Saying what changed ---------------------------------------------------------------------
const QUIET_MS = 10_000;
let said = { text: "", at: 0 };

function say(text, quiet = 0) {
  if (!text || text === said.text || Date.now() - said.at < quiet) return;
  said = { text, at: Date.now() };
  one("say").textContent = text;
}

function announce(within) {
  const part = within.matches?.("[data-say]") ? within : within.querySelector("[data-say]");
  if (part) say(part.dataset.say, part.closest(hook("live")) ? QUIET_MS : 0);
}

// --- Toasts: six seconds, unless looked at ---------------------------------------------------
function fade(toast) {
  let timer = setTimeout(() => toast.remove(), 6000);
  const hold = () => clearTimeout(timer);
  const go = () => (timer = setTimeout(() => toast.remove(), 6000));
  toast.addEventListener("mouseenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("mouseleave", go);
  toast.addEventListener("focusout", go);
  say(toast.textContent.trim());
}

// --- Forms: busy once sent, never sent twice -------------------------------------------------
function busy(form, button) {
  form.dataset.sent = "";
  button?.setAttribute("aria-busy", "true");
}

function idle(within = document) {
  for (const form of within.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of within.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  if ("sent" in form.dataset) event.preventDefault();
  else if (!event.defaultPrevented) busy(form, event.submitter);
});
addEventListener("pageshow", () => idle()); // back from the next page, out of the browser's cache

// A deletion waits until the name is typed; the server checks it again.
function guard(input) {
  const button = input.form.querySelector("[data-kind=danger-solid]");
  button.disabled = input.value !== input.dataset.name;
}

document.addEventListener("input", (event) => {
  if (event.target.matches(hook("confirm-name"))) guard(event.target);
});

// --- Live parts: they poll while seen, unless paused -----------------------------------------
const STALE_MS = 30_000;
let paused = false;

function pause(button) {
  paused = !paused;
  button.setAttribute("aria-pressed", paused);
  for (const live of all("live")) age(live);
}

function age(live) {
  const quiet = Date.now() - (live.updatedAt ??= Date.now());
  live.toggleAttribute("data-stale", paused || quiet > STALE_MS);
  const note = one("age", live);
  if (note) note.textContent = `${paused ? "Paused" : "Live"}, updated ${Math.round(quiet / 1000)} s ago`;
}

const isPoll = ({ detail: { elt, requestConfig } }) =>
  !requestConfig.triggeringEvent && elt.closest(hook("live"));

document.addEventListener("htmx:beforeRequest", (event) => {
  if (isPoll(event) && (paused || document.hidden)) event.preventDefault();
});

// A dialog opens once its content has come; without scripts its link leads to a page.
function unfold(dialog) {
  if (dialog && !dialog.open) dialog.showModal();
}

document.addEventListener("htmx:afterSettle", (event) => {
  const swapped = event.detail.elt;
  unfold(swapped.closest(`dialog${hook("modal")}`));
  const live = swapped.closest(hook("live"));
  if (live) {
    live.updatedAt = Date.now();
    age(live);
  }
  announce(swapped);
  one("errors", swapped)?.focus();
});
document.addEventListener("htmx:afterRequest", () => idle());

// What a person asked for and did not get is told; a poll that fails only lets the data age.
function trouble(event) {
  if (!isPoll(event)) one("trouble").hidden = false;
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (!isPoll(event)) one("trouble").hidden = true;
});
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, trouble);
}

// --- Keys ------------------------------------------------------------------------------------
let waitingForPlace = false;

function typing(target) {
  return target.closest("input, textarea, select, [contenteditable], dialog[open]");
}

function row(by) {
  const rows = all("row");
  const at = rows.findIndex((each) => each.contains(document.activeElement));
  const next = rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)];
  next?.querySelector("a, button, input")?.focus();
}

const current = (name) => one(name, document.activeElement.closest(hook("row")) ?? document);
const keys = {
  "/": () => one("search")?.focus(),
  "?": () => clicks.help(),
  g: () => (waitingForPlace = true),
  j: () => row(1),
  k: () => row(-1),
  c: () => current("copy")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && one("shell")?.dataset.nav === "open") openDrawer(false);
  const tab = event.target.closest(hook("tab"));
  if (tab && event.key === "ArrowRight") step(tab, 1);
  if (tab && event.key === "ArrowLeft") step(tab, -1);

  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!plain || typing(event.target) || remember("keys") === "off") return;
  const place = waitingForPlace && document.querySelector(`#side [data-key="${CSS.escape(event.key)}"]`);
  waitingForPlace = false;
  if (place) place.click();
  else if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches(hook("keys-on"))) remember("keys", event.target.checked ? "on" : "off");
});

// --- At start --------------------------------------------------------------------------------
all("toast").forEach(fade);
all("confirm-name").forEach(guard);
if (one("keys-on")) one("keys-on").checked = remember("keys") !== "off";
one("errors")?.focus();
if (one("live")) setInterval(() => all("live").forEach(age), 1000);
