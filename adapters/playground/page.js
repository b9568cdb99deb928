// What hands do on the page, which is drawn by the server: links, buttons, selects, keys.

import { act, boxOf, notice, press, say, screenOf, send, shut, using } from "/acting.js";
import { fill, hide, keys, suggest, typed } from "/box.js";
import { mark, next, reveal } from "/drawing.js";
import { go, listen } from "/touch.js";

const sure = document.getElementById("sure");

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
  if (button.matches(".below")) {
    const log = screen.querySelector(".log");
    const goal = next(log);
    log.scrollTop = goal.offsetTop - 8;
    return goal.focus({ preventScroll: true });
  }
  if (button.dataset.carried !== undefined) return press(button, screen);
  if (button.dataset.line) return typed(screen, button.dataset.line);
  if (button.dataset.fill) {
    fill(boxOf(screen), button.dataset.fill);
    return notice(screen, "", "");
  }
  return undefined;
});

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

document.addEventListener("scroll", ({ target }) => {
  if (target.matches?.(".log")) mark(target);
}, true);

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
reveal();
window.addEventListener("resize", reveal);
listen();
