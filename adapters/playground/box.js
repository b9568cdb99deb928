// The command box and the list above it: what can be typed, what was typed, and sending it.

import { act, boxOf, notice, openers, screenOf } from "/acting.js";

const recalled = new Map(); // what each person typed, the newest last
const rows = (list) => [...list.children];
let asked = 0;

export async function suggest(box) {
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

export function hide(screen) {
  asked += 1;
  const box = boxOf(screen);
  screen.querySelector(".list").hidden = true;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

export function fill(box, line) {
  box.value = line;
  box.focus();
  box.setSelectionRange(line.length, line.length);
  if (line.endsWith(" ")) suggest(box);
  else hide(screenOf(box));
}

export function keys(event, box) {
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

export function typed(screen, line) {
  if (!line.trim()) return;
  const person = screen.dataset.person;
  recalled.set(person, [...(recalled.get(person) || []).filter((one) => one !== line), line]);
  openers.set(screen, boxOf(screen));
  hide(screen);
  boxOf(screen).value = "";
  act("/say", { line }, screen);
}
