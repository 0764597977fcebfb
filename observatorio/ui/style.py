"""Small touches of style and script that the theme has no setting for."""

from __future__ import annotations

STYLE = """<style>
.odv-head{display:flex;justify-content:space-between;align-items:center;gap:1rem;
  font-size:.95rem;opacity:.92;flex-wrap:wrap}
.odv-exit{font:inherit;font-weight:600;padding:.3rem .9rem;border-radius:.5rem;cursor:pointer;
  border:1px solid currentColor;background:transparent;color:inherit}
.odv-demo{padding:.45rem .8rem;border-radius:.5rem;border:1px solid #B58A2A;font-size:.92rem;
  background:rgba(217,150,42,.13);line-height:1.4}
.odv-foot{margin-top:2rem;padding-top:.8rem;border-top:1px solid rgba(130,126,120,.35);
  font-size:.9rem;line-height:1.5}
.odv-foot p{margin:.25rem 0}
.odv-card h3{margin:0;font-size:1.02rem;font-weight:600;line-height:1.25}
.odv-card .n{font-size:2.5rem;font-weight:650;line-height:1.1;margin:.35rem 0 .1rem;
  font-variant-numeric:tabular-nums}
.odv-card .u{font-size:.98rem}.odv-card .c{margin-top:.45rem;font-size:.98rem}
.odv-card .d{margin-top:.45rem;font-size:.88rem;opacity:.85}
.odv-card .k{display:inline-block;width:.8rem;height:.8rem;border-radius:.2rem;margin-right:.4rem}
.odv-src{font-size:.88rem;opacity:.9;margin-top:-.4rem}
.odv-grid{border-collapse:collapse;font-size:.9rem;width:100%}
.odv-grid th{font-weight:600;text-align:left;padding:.2rem .5rem;white-space:nowrap}
.odv-grid td{padding:.15rem;text-align:center;min-width:1.9rem}
.odv-wrap{overflow-x:auto}
.odv-cell{display:block;border-radius:.25rem;padding:.15rem 0;font-weight:600}
.odv-recibido{background:#5B4A8A;color:#fff}
.odv-parcial{background:repeating-linear-gradient(45deg,#5B4A8A 0 4px,#8E80B5 4px 8px);color:#fff}
.odv-falta{border:1px dashed currentColor;opacity:.8}
.odv-nada{opacity:.55}
header [data-testid="stToolbar"]:not(:has([data-testid="stExpandSidebarButton"])){display:none}
[data-testid="stMainBlockContainer"]{padding-top:1.6rem;padding-bottom:2rem}
[data-testid="stApp"]:has([data-testid="stExpandSidebarButton"])
  [data-testid="stMainBlockContainer"]{padding-top:3.8rem}
[data-testid="stMainBlockContainer"] h1{padding:.2rem 0 .1rem}
[data-testid="stCaptionContainer"]{opacity:.84}
[data-testid="stBaseButton-primary"]:not(:disabled){color:light-dark(#fff,#17151c)}
@media print{.odv-exit{display:none}}
</style>"""

# The quick exit puts another site in the place of this page in the browser's history. It listens on
# the document, once, because the button is drawn anew with every page.
QUICK_EXIT = """<script>
if (!window.odvExit) {
  window.odvExit = true;
  document.addEventListener("click", (event) => {
    if (event.target.closest("#odv-exit")) window.location.replace("https://www.gob.pe/");
  });
}
</script>"""
