// What people do, sent to the bot, and its answer: drawn, said, and perhaps a form to fill in.

import { draw, follow, place } from "/drawing.js";
import { gone, lost, redraw } from "/touch.js";

const status = document.getElementById("status");

export const screenOf = (element) => element.closest(".person");
export const using = () => document.querySelector(".person.using");
export const boxOf = (screen) => screen.querySelector(".line");

// One act after the other, none lost; a control that is pressed twice in a hurry is pressed once.
// Each is done where the page stood when the hand moved: as it is drawn once all links pressed
// before have been followed.
const waitingActs = new Set();
let turn = Promise.resolve();

export function act(path, sent, screen) {
  const name = path + JSON.stringify([screen?.id, sent]);
  if (path !== "/say" && waitingActs.has(name)) return turn;
  waitingActs.add(name);
  document.documentElement.classList.add("busy");
  const where = gone().then(() => (screen ? { who: screen.dataset.person, tab: screen.dataset.tab } : {}));
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
  const last = new Map([...document.querySelectorAll(".log")].map((log) => [log, log.lastElementChild]));
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
  if (answer.ok) {
    await done(await answer.json(), screen, from);
    // Whoever asks sees the answer, and whoever winds what came, wherever in a log they were.
    if (path === "/say") follow(screen.querySelector(".log"));
    if (path === "/wind") last.forEach((before, log) => before !== log.lastElementChild && follow(log));
    return undefined;
  }
  return notice(screen || using(), document.getElementById("broken").content.textContent, "");
}

async function done(answer, screen, from) {
  // A page that somebody turned meanwhile stays where it is.
  const here = from === location.search;
  if (here) history.replaceState(null, "", `/?${answer.view}`);
  if (!here || !draw(answer)) await redraw().catch(lost);
  say(answer.notice || answer.says);
  if (screen) notice(screen, answer.notice, answer.instead);
  if (answer.sheet) return sheet(screen, answer.sheet);
  const next = answer.focus && document.getElementById(answer.focus);
  if (!next && screen && document.activeElement === document.body) boxOf(screen).focus();
  if (!next) return;
  next.focus({ preventScroll: true });
  const log = next.closest(".log");
  if (log && (next.offsetTop < log.scrollTop || next.offsetTop + next.offsetHeight > log.scrollTop + log.clientHeight)) {
    log.scrollTop = next.offsetTop - 8; // from its beginning, and whatever came after it below
  }
}

// One announcement for each act. A line that says the same twice is heard twice.
export function say(words) {
  status.textContent = words === status.textContent && words ? `${words} ` : words;
}

export function notice(screen, words, instead) {
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

export const openers = new WeakMap();

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

export function shut(screen, back) {
  const stage = screen.querySelector(".stage");
  screen.querySelector(".inside").inert = false;
  if (!stage.firstChild) return;
  stage.replaceChildren();
  if (!back) return;
  const opener = openers.get(screen);
  (opener?.isConnected ? opener : boxOf(screen)).focus();
}

export function send(form) {
  const values = {};
  for (const one of form.querySelectorAll("input, select, textarea")) {
    if (one.type !== "checkbox") values[one.name] = one.value;
    else values[one.name] = [...(values[one.name] || []), ...(one.checked ? [one.value] : [])];
  }
  return act("/send", { form: form.dataset.form, values }, screenOf(form));
}

export function press(control, screen, choice) {
  openers.set(screen, control);
  const message = control.closest("[data-message]").dataset.message;
  return act("/press", { message, carried: control.dataset.carried, ...choice }, screen);
}
