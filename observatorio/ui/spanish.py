"""Streamlit's own words in Spanish.

Streamlit writes some labels itself (the skip link, the sidebar's buttons, what a screen reader is
told about a slider, its dialogs) and no parameter changes them. A reader who does not know English
meets them all the same, so a small script replaces them as soon as they enter the document.
"""

from __future__ import annotations

import json

# A label that is exactly this becomes that.
WORDS = {
    "Skip to main content": "Ir al contenido principal",
    "Sidebar": "Páginas y filtros",
    "App pages": "Páginas",
    "Collapse sidebar": "Ocultar páginas y filtros",
    "Expand sidebar": "Mostrar páginas y filtros",
    "Choose an option": "Elija una opción",
    "Choose options": "Elija opciones",
    "Select all": "Elegir todo",
    "Deselect all": "No elegir nada",
    "Clear all": "Quitar todo",
    "Clear value": "Quitar lo elegido",
    "Selected values": "Lo elegido",
    "No results": "Nada coincide",
    "Open": "Abrir",
    "Close": "Cerrar",
    "Dismiss": "Cerrar",
    "Fullscreen": "Pantalla completa",
    "Close fullscreen": "Salir de pantalla completa",
    "Main menu": "Menú",
    "Notifications": "Avisos",
    "Running...": "Actualizando",
    "Loading...": "Cargando",
    "Stop": "Detener",
    "Stop script": "Detener",
    "View less": "Ver menos",
    "Page not found": "Esa página no existe",
    "Connection error": "Se perdió la conexión",
}
# A label of this form (JavaScript's regular expressions) becomes that.
FORMS = (
    (r"^(.+) — start$", "$1, desde"),
    (r"^(.+) — end$", "$1, hasta"),
    (r"^Remove (.+)$", "Quitar $1"),
    (r"^Fullscreen: (.+)$", "Pantalla completa: $1"),
    (r"^Close fullscreen: (.+)$", "Salir de pantalla completa: $1"),
    (r"^(\d+) options? available\.$", "Opciones: $1."),
    (r"^(.+), selected$", "$1, elegido"),
    (r"^View (\d+) more$", "Ver $1 más"),
    (
        r"^(?:The page|You have requested page).*does not seem to exist[^]*$",
        "La dirección no corresponde a ninguna página. Se muestra la primera.",
    ),
    (r"^This app has encountered an error[^]*$", "Algo falló. Vuelva a cargar la página."),
    (
        r"^(?:Is Streamlit still running|Streamlit server is not|Connection (?:failed|timed))[^]*$",
        "El observatorio no responde. Compruebe su red y vuelva a cargar la página.",
    ),
)
ATTRIBUTES = ("aria-label", "aria-valuetext", "alt", "placeholder", "title")

_CODE = """
const words = new Map(Object.entries(WORDS));
const forms = FORMS.map(([from, to]) => [new RegExp(from), to]);
function spanish(text) {
  const label = text.trim();
  if (words.has(label)) return words.get(label);
  const form = forms.find(([from]) => from.test(label));
  return form ? label.replace(form[0], form[1]) : text;
}
function ofText(node) {
  const told = spanish(node.data);
  if (told !== node.data) node.data = told;
}
function ofElement(element) {
  for (const name of ATTRIBUTES) {
    const said = element.getAttribute(name);
    if (said && spanish(said) !== said) element.setAttribute(name, spanish(said));
  }
}
// Streamlit lets a wide table scroll in a box that no key reaches: this one is reached, and named.
function reached(table) {
  if (!table.closest('[data-testid="stTable"]')) return;
  const box = table.parentElement;
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Tabla");
}
function all(node) {
  if (node.nodeType === Node.TEXT_NODE) return ofText(node);
  if (node.nodeType !== Node.ELEMENT_NODE || /^(script|style)$/i.test(node.tagName)) return;
  ofElement(node);
  if (node.tagName === "TABLE") reached(node);
  node.childNodes.forEach(all);
}
new MutationObserver((changes) => changes.forEach((change) => {
  if (change.type === "characterData") ofText(change.target);
  else if (change.type === "attributes") ofElement(change.target);
  else change.addedNodes.forEach(all);
})).observe(document.documentElement, {
  subtree: true, childList: true, characterData: true, attributes: true,
  attributeFilter: ATTRIBUTES,
});
"""


def script() -> bytes:
    """The script for the document's head."""
    values = {"WORDS": WORDS, "FORMS": FORMS, "ATTRIBUTES": ATTRIBUTES}
    constants = "".join(
        f"const {name} = {json.dumps(value, ensure_ascii=False)};" for name, value in values.items()
    )
    return f"<script>(() => {{{constants}{_CODE}}})();</script>".encode()
