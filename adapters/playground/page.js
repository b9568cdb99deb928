// The page is drawn by the server. This sends what people do, and puts a new drawing in the place
// of the old one without touching what stayed the same: focus, scroll and half-written lines live.
"use strict";

const body = document.getElementById("body");
const status = document.getElementById("status");
const away = document.getElementById("away");
const sure = document.getElementById("sure");
const recalled = new Map(); // what each person typed, the newest last

// ---- drawing ---------------------------------------------------------------------------------

const KEPT = new Set(["open", "inert"]); // attributes that belong to this page, not to the server

function settle(old, now) {
  if (old.hasAttribute("data-own")) return;
  for (const { name } of [...old.attributes]) {
    if (!now.hasAttribute(name) && !KEPT.has(name)) old.removeAttribute(name);
  }
  for (const { name, value } of now.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  const wanted = new Set([...now.children].map((child) => child.id).filter(Boolean));
  for (const child of [...old.children]) if (child.id && !wanted.has(child.id)) child.remove();
  const named = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
  let at = old.firstChild;
  for (const next of [...now.childNodes]) {
    // Text in the way of an element goes: whatever is moved behind it would lose the focus.
    while (at?.nodeType === Node.TEXT_NODE && next.nodeType !== Node.TEXT_NODE) at = without(at);
    let same = next.id ? named.get(next.id) : at;
    if (!same || (!next.id && (same.id || same.nodeName !== next.nodeName))) same = null;
    if (!same) {
      old.insertBefore(next, at);
      if (next.classList?.contains("msg")) next.classList.add("fresh");
      continue;
    }
    if (same !== at) old.insertBefore(same, at);
    if (same.nodeType !== Node.ELEMENT_NODE) {
      if (same.data !== next.data) same.data = next.data;
    } else if (!same.isEqualNode(next)) {
      settle(same, next);
    }
    at = same.nextSibling;
  }
  while (at) at = without(at);
}

function without(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

let version = Number(document.body.dataset.version);

// False for a drawing that is older than what stands there.
function draw(answer) {
  if (answer.version < version) return false;
  version = answer.version;
  const held = document.activeElement;
  const trail = [];
  for (let one = held; one && one !== body; one = one.parentElement) if (one.id) trail.push(one.id);
  const logs = new Map([...document.querySelectorAll(".log")].map((log) => [log.id, place(log)]));
  const now = document.createElement("template");
  now.innerHTML = `<div id="body">${answer.body}</div>`;
  settle(body, now.content.firstElementChild);
  for (const log of document.querySelectorAll(".log")) follow(log, logs.get(log.id));
  reveal();
  if (held.isConnected) {
    if (held !== document.activeElement) held.focus({ preventScroll: true }); // it was moved
  } else {
    const near = trail.map((id) => document.getElementById(id)).find(Boolean);
    const goal = near?.matches(".person") ? near.querySelector(".log") : near;
    (goal?.matches("a, button, [tabindex]") ? goal : document.getElementById("screens"))
      .focus({ preventScroll: true });
  }
  return true;
}

const place = (log) => ({
  tab: log.dataset.tab,
  last: log.lastElementChild,
  low: log.scrollHeight - log.scrollTop - log.clientHeight < 60,
});

// A place that is opened shows its newest message, from its beginning where it is a long one.
function follow(log, before) {
  const last = log.lastElementChild;
  if (before && before.tab === log.dataset.tab && (before.last === last || !before.low)) return;
  log.scrollTop = log.scrollHeight;
  if (last && last.offsetHeight > log.clientHeight) log.scrollTop = last.offsetTop - 8;
}

// On a phone two rows are wider than the page: the seat in use and the next round stay in sight.
function reveal() {
  for (const one of document.querySelectorAll(".seat.using, .moment.main")) {
    const row = one.closest("ul, ol");
    const [mine, its] = [one.getBoundingClientRect(), row.getBoundingClientRect()];
    if (mine.left < its.left || mine.right > its.right) {
      row.scrollLeft += mine.left - its.left - Math.max(0, its.width - mine.width) / 2;
    }
  }
}

async function look(href) {
  const answer = await fetch(href, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

// An address leads on from the page as it is drawn. So each is read when those before it are drawn,
// and read again when something else was drawn meanwhile: no turn of a tab undoes another.
let going = Promise.resolve();

function go(find) {
  const gone = going.then(async () => {
    for (let href = find(); href; href = find()) {
      const from = location.search;
      const answer = await look(href);
      if (from !== location.search || !draw(answer)) continue;
      history.replaceState(null, "", href);
      return;
    }
  });
  going = gone.catch(lost);
  return going;
}

let newest = version; // what the server told of, perhaps while an older drawing is on its way
let looking = false;

async function refresh() {
  if (looking) return;
  looking = true;
  try {
    while (newest > version) await redraw();
  } catch {
    lost();
  } finally {
    looking = false;
  }
}

// Draw what the address asks for, unless it asks for something else when the drawing comes.
async function redraw() {
  const view = location.search;
  const answer = await look(`/${view}`);
  if (view === location.search) draw(answer);
}

// Whatever the page is told, it is told by this stream. It is opened anew when a request was lost,
// too: it says at once where the bot stands, and then the page knows that all is well again.
let live;
let calling;

function listen() {
  live = new EventSource("/live");
  live.onmessage = (event) => {
    const news = JSON.parse(event.data);
    if (news.born !== document.body.dataset.born) return location.reload();
    stopped(false);
    newest = news.version;
    refresh();
  };
  live.onerror = () => stopped(true);
}

function lost() {
  stopped(true);
  live.close();
  clearTimeout(calling);
  calling = setTimeout(listen, 1000);
}

listen();
window.addEventListener("beforeunload", () => live.close());

function stopped(yes) {
  away.hidden = !yes;
  document.documentElement.classList.toggle("stopped", yes);
}

// ---- doing -----------------------------------------------------------------------------------

const screenOf = (element) => element.closest(".person");
const using = () => document.querySelector(".person.using");
const boxOf = (screen) => screen.querySelector(".line");

// One act after the other, none lost; a control that is pressed twice in a hurry is pressed once.
// Each is done where the page stood when the hand moved: as it is drawn once all links pressed
// before have been followed.
const waitingActs = new Set();
let turn = Promise.resolve();

function act(path, sent, screen) {
  const name = path + JSON.stringify([screen?.id, sent]);
  if (path !== "/say" && waitingActs.has(name)) return turn;
  waitingActs.add(name);
  document.documentElement.classList.add("busy");
  const where = going.then(() => (screen ? { who: screen.dataset.person, tab: screen.dataset.tab } : {}));
  const mine = Promise.all([where, turn])
    .then(([at]) => post(path, { ...at, ...sent }, screen))
    .finally(() => {
      waitingActs.delete(name);
      document.documentElement.classList.toggle("busy", waitingActs.size > 0);
    });
  turn = mine.catch(() => {}); // whatever became of this one, the next has its turn
  return mine;
}

async function post(path, sent, screen) {
  const from = location.search;
  let answer;
  try {
    answer = await fetch(path + from, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(sent),
    });
  } catch {
    if (path === "/say" && !boxOf(screen).value) boxOf(screen).value = sent.line;
    return lost();
  }
  if (path === "/send" && answer.ok) shut(screen, false);
  if (path === "/again" && answer.ok) document.querySelectorAll(".person").forEach((each) => shut(each, false));
  if (answer.ok) return done(await answer.json(), screen, from, path === "/say");
  return notice(screen || using(), document.getElementById("broken").content.textContent, "");
}

async function done(answer, screen, from, typed) {
  // A page that somebody turned meanwhile stays where it is.
  const here = from === location.search;
  if (here) history.replaceState(null, "", `/?${answer.view}`);
  if (!here || !draw(answer)) await redraw().catch(lost);
  if (typed) follow(screen.querySelector(".log")); // whoever asks sees the answer, wherever they read
  say(answer.notice || answer.says);
  if (screen) notice(screen, answer.notice, answer.instead);
  if (answer.sheet) return sheet(screen, answer.sheet);
  const next = answer.focus && document.getElementById(answer.focus);
  if (!next) return;
  next.focus({ preventScroll: true });
  const log = next.closest(".log");
  if (log && (next.offsetTop < log.scrollTop || next.offsetTop + next.offsetHeight > log.scrollTop + log.clientHeight)) {
    log.scrollTop = Math.max(0, Math.min(next.offsetTop - 8, next.offsetTop + next.offsetHeight - log.clientHeight + 8));
    if (next.offsetHeight > log.clientHeight) log.scrollTop = next.offsetTop - 8;
  }
}

// One announcement for each act. A line that says the same twice is heard twice.
function say(words) {
  status.textContent = words === status.textContent && words ? `${words} ` : words;
}

function notice(screen, words, instead) {
  const line = screen.querySelector(".notice");
  const log = screen.querySelector(".log");
  const { low } = place(log);
  line.textContent = words;
  line.hidden = !words;
  if (low) log.scrollTop = log.scrollHeight;
  if (!instead) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = instead.trim();
  button.dataset.fill = instead;
  line.append(" ", button);
}

// ---- forms -----------------------------------------------------------------------------------

const openers = new WeakMap();

function sheet(screen, html) {
  const stage = screen.querySelector(".stage");
  const veil = document.createElement("div");
  veil.className = "veil";
  veil.dataset.cancel = "";
  stage.innerHTML = html;
  stage.prepend(veil);
  screen.querySelector(".inside").inert = true;
  const form = stage.querySelector("form");
  const first = form.querySelector("[aria-invalid=true]") || form.querySelector("input, select, textarea, button");
  first.focus();
}

function shut(screen, back) {
  const stage = screen.querySelector(".stage");
  screen.querySelector(".inside").inert = false;
  if (!stage.firstChild) return;
  stage.replaceChildren();
  if (!back) return;
  const opener = openers.get(screen);
  (opener?.isConnected ? opener : boxOf(screen)).focus();
}

function send(form) {
  const values = {};
  for (const one of form.querySelectorAll("input, select, textarea")) {
    if (one.type !== "checkbox") values[one.name] = one.value;
    else values[one.name] = [...(values[one.name] || []), ...(one.checked ? [one.value] : [])];
  }
  return act("/send", { form: form.dataset.form, values }, screenOf(form));
}

// ---- the command box and its list ------------------------------------------------------------

const rows = (list) => [...list.children];
let asked = 0;

async function suggest(box) {
  const screen = screenOf(box);
  const line = box.value;
  const mine = ++asked;
  if (!line.startsWith("/")) return hide(screen);
  const answer = await fetch("/complete", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ who: screen.dataset.person, tab: screen.dataset.tab, line }),
  });
  if (!answer.ok || mine !== asked || document.activeElement !== box) return;
  const { rows: html, meant } = await answer.json();
  if (mine !== asked) return;
  const list = screen.querySelector(".list");
  list.innerHTML = html;
  list.dataset.line = line;
  list.hidden = !html;
  list.scrollTop = 0;
  rows(list).forEach((row, nth) => { row.id = `${list.id}-${nth}`; });
  box.setAttribute("aria-expanded", String(Boolean(html)));
  point(box, list, meant && html ? 0 : -1);
}

function point(box, list, nth) {
  rows(list).forEach((row, at) => row.setAttribute("aria-selected", String(at === nth)));
  if (nth < 0) return box.removeAttribute("aria-activedescendant");
  box.setAttribute("aria-activedescendant", `${list.id}-${nth}`);
  rows(list)[nth].scrollIntoView({ block: "nearest" });
}

function hide(screen) {
  asked += 1;
  const box = boxOf(screen);
  screen.querySelector(".list").hidden = true;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function fill(box, line) {
  box.value = line;
  box.focus();
  box.setSelectionRange(line.length, line.length);
  if (line.endsWith(" ")) suggest(box);
  else hide(screenOf(box));
}

function keys(event, box) {
  const screen = screenOf(box);
  const list = screen.querySelector(".list");
  const open = !list.hidden && list.dataset.line === box.value; // a list for half the line is none
  const count = rows(list).length;
  const nth = rows(list).findIndex((row) => row.getAttribute("aria-selected") === "true");
  if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    point(box, list, event.key === "ArrowDown" ? (nth + 1) % count : (Math.max(nth, 0) - 1 + count) % count);
  } else if (open && (event.key === "Enter" || event.key === "Tab") && !event.shiftKey) {
    const row = rows(list)[event.key === "Tab" ? Math.max(nth, 0) : nth];
    if (row && row.dataset.take.trim() !== box.value.trim()) {
      event.preventDefault();
      fill(box, row.dataset.take);
    } else {
      hide(screen);
    }
  } else if (event.key === "Escape") {
    hide(screen);
  } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    recall(event, box);
  }
}

function recall(event, box) {
  const lines = recalled.get(screenOf(box).dataset.person) || [];
  const at = box.value ? lines.lastIndexOf(box.value) : lines.length;
  const line = lines[at + (event.key === "ArrowUp" ? -1 : 1)];
  if (at < 0 || (line === undefined && event.key === "ArrowUp")) return;
  event.preventDefault();
  box.value = line || "";
}

function typed(screen, line) {
  if (!line.trim()) return;
  const person = screen.dataset.person;
  recalled.set(person, [...(recalled.get(person) || []).filter((one) => one !== line), line]);
  openers.set(screen, boxOf(screen));
  hide(screen);
  boxOf(screen).value = "";
  act("/say", { line }, screen);
}

// ---- what hands do ---------------------------------------------------------------------------

async function follows(link) {
  const { reach, fill: line, says } = link.dataset;
  const id = link.id;
  await go(() => (document.getElementById(id) || link).getAttribute("href"));
  if (reach === undefined && line === undefined) {
    const still = document.getElementById(id);
    if (document.activeElement === document.body) still?.focus({ preventScroll: true });
    if (id.startsWith("seat-")) using().scrollIntoView({ inline: "nearest", block: "nearest" });
    say(says || "");
    return;
  }
  const there = reach && (using().querySelectorAll(reach).length ? using() : document).querySelectorAll(reach);
  const goal = there && [...there].at(-1);
  if (goal && (goal.closest(".person") || !line)) {
    goal.scrollIntoView({ block: "center", inline: "nearest" });
    goal.focus();
  } else if (line) {
    fill(boxOf(using()), line);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-go]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    return follows(link);
  }
  const row = event.target.closest("[data-take]");
  if (row) return fill(boxOf(screenOf(row)), row.dataset.take);
  if (event.target.closest("[data-cancel]")) return shut(screenOf(event.target), true);
  const button = event.target.closest("button");
  if (!button) return undefined;
  if (button.id === "again") {
    sure.showModal();
    return document.getElementById("keep").focus();
  }
  if (button.dataset.wind) return act("/wind", { to: button.dataset.wind });
  const screen = screenOf(button);
  if (button.dataset.carried !== undefined) return press(button, screen);
  if (button.dataset.line) return typed(screen, button.dataset.line);
  if (button.dataset.fill) {
    fill(boxOf(screen), button.dataset.fill);
    return notice(screen, "", "");
  }
  return undefined;
});

function press(control, screen, choice) {
  openers.set(screen, control);
  const message = control.closest("[data-message]").dataset.message;
  return act("/press", { message, carried: control.dataset.carried, ...choice }, screen);
}

// Choosing by hand acts at once. The arrow keys only try: Enter, or the button beside it, acts.
let key = "";

const choose = (select) => press(select, screenOf(select), { choice: select.value });

function tried(select) {
  if (select.nextElementSibling?.matches(".choose")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn choose";
  button.textContent = "Choose";
  button.addEventListener("click", (event) => { event.stopPropagation(); choose(select); });
  select.after(button);
}

document.addEventListener("change", (event) => {
  const select = event.target;
  if (select.id === "look") return dress(select.value);
  if (!select.matches("select[data-carried]") || !select.value) return undefined;
  return key === "" || key === "Enter" ? choose(select) : tried(select);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  event.preventDefault();
  if (form.dataset.form) send(form);
  else typed(screenOf(form), boxOf(screenOf(form)).value);
});

sure.addEventListener("close", () => {
  if (sure.returnValue === "again") act("/again", {});
  sure.returnValue = "";
});

document.addEventListener("pointerdown", () => { key = ""; });

document.addEventListener("keydown", (event) => {
  key = event.key;
  const target = event.target;
  if (target.matches(".line")) return keys(event, target);
  const screen = screenOf(target);
  if (event.key === "Escape" && screen) return shut(screen, true);
  if (target.matches("select[data-carried]") && event.key === "Enter" && target.value) {
    event.preventDefault();
    return choose(target);
  }
  if (target.matches("[role=tab]")) return tabs(event, target);
  if (event.key === "/" && screen && !target.matches("input, textarea, select")) {
    event.preventDefault();
    const box = boxOf(screen);
    box.value = "/";
    fill(box, "/");
    suggest(box);
  }
  return undefined;
});

function tabs(event, tab) {
  const all = [...tab.parentElement.children];
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.key === " ") {
    event.preventDefault();
    tab.click();
  } else if (step) {
    event.preventDefault();
    const next = all[(all.indexOf(tab) + step + all.length) % all.length];
    next.focus();
    next.click();
  }
}

document.addEventListener("input", (event) => {
  if (!event.target.matches(".line")) return;
  notice(screenOf(event.target), "", "");
  suggest(event.target);
});

document.addEventListener("focusin", (event) => {
  const screen = screenOf(event.target);
  if (screen && !screen.classList.contains("using")) go(() => !screen.matches(".using") && screen.dataset.use);
});

document.addEventListener("focusout", (event) => {
  const box = event.target;
  if (!box.matches(".line")) return;
  setTimeout(() => box.isConnected && document.activeElement !== box && hide(screenOf(box)), 150);
});

// ---- the look --------------------------------------------------------------------------------

function dress(look) {
  document.documentElement.dataset.look = look;
  document.getElementById("look").value = look;
  sessionStorage.setItem("look", look);
}

dress(sessionStorage.getItem("look") || "plain");
for (const log of document.querySelectorAll(".log")) follow(log);
reveal();
