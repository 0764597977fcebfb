"""The scripts in the head of every document: the way out first, then what the pages listen for."""

from __future__ import annotations

# Who has left by the quick exit has left for good: a mark in this tab makes every document of the
# site blank itself and go on before anything of it is drawn, whatever Back, a reload or a page kept
# in memory bring. The site that is gone to learns nothing (Referrer-Policy). Three times Escape in
# a row is for who can't reach the button; who closes one list and then another with Escape stays.
# A new tab knows nothing of the mark.
EXIT = """
const AWAY = "https://www.gob.pe/";
function gone() { try { return sessionStorage.odvGone === "1"; } catch { return false; } }
function leave() {
  try { sessionStorage.odvGone = "1"; } catch {}
  document.documentElement.replaceChildren();
  document.documentElement.hidden = true;
  window.stop();
  location.replace(AWAY);
}
if (gone()) leave();
addEventListener("pageshow", () => { if (gone()) leave(); });
let pressed = [];
addEventListener("keydown", (event) => {
  if (event.repeat) return;
  if (event.key !== "Escape") { pressed = []; return; }
  pressed = [...pressed, Date.now()].filter((then) => Date.now() - then < 2000);
  if (pressed.length > 2) leave();
}, true);
addEventListener("pointerdown", () => { pressed = []; }, true);
addEventListener("click", (event) => {
  if (event.target.closest?.("#odv-exit")) leave();
}, true);
"""
# A large screen says so in a cookie, and the page is drawn once more, in larger letters. Nothing of
# who reads is in it, and it goes when the browser is closed. The clicks are heard on the document,
# because the buttons are drawn anew with every page. Without a secure address there is no clipboard
# to write to: the text is then chosen and copied as by hand. Who goes on before a page's filters
# are drawn gets an address without them, and the server then sends the one that has them: Streamlit
# kept the first as a place to go back to, where every filter was lost (5 of 25 times on a busy
# machine). The same page in other words takes its place instead.
LISTEN = """
const push = history.pushState;
history.pushState = function (state, title, url) {
  const same = new URL(url, location).pathname === location.pathname;
  return (same ? history.replaceState : push).call(this, state, title, url);
};
const large = matchMedia("(min-width:1700px) and (min-height:900px)").matches;
if (large !== document.cookie.includes("odv-pantalla=grande") && !sessionStorage.odvAsked) {
  sessionStorage.odvAsked = "1";
  document.cookie = "odv-pantalla=grande; path=/; SameSite=Strict" + (large ? "" : "; max-age=0");
  location.reload();
}
function copy(text, element) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  getSelection().selectAllChildren(element);
  return document.execCommand("copy") ? Promise.resolve() : Promise.reject();
}
document.addEventListener("click", (event) => {
  const button = event.target.closest(".odv-do-copy");
  if (!button) return;
  const shown = button.parentElement.querySelector("p");
  copy(shown.textContent, shown).then(
    () => { button.textContent = "Copiado"; },
    () => { button.textContent = "Elija el texto y cópielo"; },
  );
});
"""


def script(code: str) -> bytes:
    """An inline script of its own, that leaves no name behind."""
    return f"<script>(() => {{{code}}})();</script>".encode()
