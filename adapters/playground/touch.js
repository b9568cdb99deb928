// Keeps in touch with the bot: hears that something is new, asks for drawings, and turns the page.

import { draw, shown } from "/drawing.js";

const away = document.getElementById("away");

async function look(href) {
  const answer = await fetch(href, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

// An address leads on from the page as it is drawn. So each is read when those before it are drawn,
// and read again when something else was drawn meanwhile: no turn of a tab undoes another.
let going = Promise.resolve();

export const gone = () => going;

export function go(find) {
  const mine = going.then(async () => {
    for (let href = find(); href; href = find()) {
      const from = location.search;
      const answer = await look(href);
      if (from !== location.search || !draw(answer)) continue;
      history.replaceState(null, "", href);
      return;
    }
  });
  going = mine.catch(lost);
  return going;
}

let newest = shown(); // what the server told of, perhaps while an older drawing is on its way
let looking = false;

async function refresh() {
  if (looking) return;
  looking = true;
  try {
    while (newest > shown()) await redraw();
  } catch {
    lost();
  } finally {
    looking = false;
  }
}

// Draw what the address asks for, unless it asks for something else when the drawing comes.
export async function redraw() {
  const view = location.search;
  const answer = await look(`/${view}`);
  if (view === location.search) draw(answer);
}

// Whatever the page is told, it is told by this stream. It is opened anew when a request was lost,
// too: it says at once where the bot stands, and then the page knows that all is well again.
let live;
let calling;

export function listen() {
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

export function lost() {
  stopped(true);
  live.close();
  clearTimeout(calling);
  calling = setTimeout(listen, 1000);
}

window.addEventListener("beforeunload", () => live.close());

function stopped(yes) {
  away.hidden = !yes;
  document.documentElement.classList.toggle("stopped", yes);
}
