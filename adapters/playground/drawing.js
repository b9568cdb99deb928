// Puts a new drawing of the page in the place of the old one without touching what stayed the same:
// focus, scroll and half-written lines live.

const body = document.getElementById("body");
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

export const shown = () => version;

// False for a drawing that is older than what stands there.
export function draw(answer) {
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

export const place = (log) => ({
  tab: log.dataset.tab,
  last: log.lastElementChild,
  low: log.scrollHeight - log.scrollTop - log.clientHeight < 60,
  shown: log.clientHeight > 0, // on a phone one screen is
});

const read = new WeakMap(); // of each log, the newest message that was before somebody's eyes

// A place that is opened shows its newest message, from its beginning where it is a long one.
export function follow(log, before) {
  const last = log.lastElementChild;
  const stays = before?.tab === log.dataset.tab && (before.shown || read.get(log) === last);
  if (!stays || (before.last !== last && before.low)) {
    log.scrollTop = log.scrollHeight;
    if (last && last.offsetHeight > log.clientHeight) log.scrollTop = last.offsetTop - 8;
  }
  mark(log);
}

// What came below what somebody reads is named there, until they have it before their eyes.
export function mark(log) {
  const last = log.lastElementChild;
  if (last && last.offsetTop + 30 < log.scrollTop + log.clientHeight) read.set(log, last);
  const button = log.parentElement.querySelector(".below");
  const hidden = !log.clientHeight || read.get(log) === last;
  if (hidden && button === document.activeElement) log.focus({ preventScroll: true });
  button.hidden = hidden;
}

// The first message that they have not had before their eyes.
export function next(log) {
  let one = read.get(log)?.nextElementSibling;
  while (one && !one.matches(".msg")) one = one.nextElementSibling;
  return one || log.lastElementChild;
}

// On a phone two rows are wider than the page: the seat in use and the next round stay in sight.
// A screen that comes to be shown there, or as a window grows, opens like any other place.
export function reveal() {
  for (const log of document.querySelectorAll(".log")) if (log.clientHeight && !read.has(log)) follow(log);
  for (const one of document.querySelectorAll(".seat.using, .moment.main")) {
    const row = one.closest("ul, ol");
    const [mine, its] = [one.getBoundingClientRect(), row.getBoundingClientRect()];
    if (mine.left < its.left || mine.right > its.right) {
      row.scrollLeft += mine.left - its.left - Math.max(0, its.width - mine.width) / 2;
    }
  }
}
