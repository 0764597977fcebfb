"""Small touches of style that the theme has no setting for."""

from __future__ import annotations

STYLE = """<style>
:root{--odv-page:light-dark(#fff,#17151c)}
.odv-head{display:flex;justify-content:space-between;align-items:center;gap:.2rem 1.2rem;
  font-size:.88rem;line-height:1.35;flex-wrap:wrap;padding:.3rem 0}
.odv-head .h{margin-left:auto}
[data-testid="stElementContainer"]:has(.odv-head){position:sticky;top:0;z-index:90;
  background:var(--odv-page);border-bottom:1px solid rgba(130,126,120,.25)}
.odv-button{font:inherit;font-size:.9rem;font-weight:600;padding:.25rem .9rem;cursor:pointer;
  border-radius:.5rem;border:1px solid currentColor;background:transparent;color:inherit}
.odv-now{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.1rem 1.5rem;
  font-size:.9rem;line-height:1.4}
.odv-now .f{font-weight:600}
.odv-copy{margin:.25rem 0}.odv-copy summary{cursor:pointer;font-weight:600;padding:.2rem 0}
.odv-copy p{overflow-wrap:anywhere;user-select:all}
.odv-demo{padding:.25rem .8rem;border-radius:.5rem;border:1px solid #B58A2A;font-size:.88rem;
  background:rgba(217,150,42,.13);line-height:1.35}
.odv-foot{margin-top:2rem;padding-top:.8rem;border-top:1px solid rgba(130,126,120,.35);
  font-size:.9rem;line-height:1.5}
.odv-foot p{margin:.25rem 0}
.odv-rows,.odv-rows li{list-style:none;margin:0!important;padding:0!important}
.odv-rows li.odv-card{display:grid;gap:.1rem .9rem;align-items:center;padding:.2rem 0!important;
  grid-template-columns:14.2rem 4.6rem minmax(0,1fr) minmax(0,1.8fr) 5rem;
  border-bottom:1px solid rgba(130,126,120,.3)}
.odv-card h2{margin:0;padding:0;font-size:.98rem;font-weight:650;line-height:1.25}
.odv-card .n{font-size:1.45rem;font-weight:650;line-height:1.1;font-variant-numeric:tabular-nums}
.odv-card .c{font-size:.88rem;line-height:1.35}
.odv-card .d{font-size:.82rem;line-height:1.3;opacity:.85}
.k{display:inline-block;width:.8rem;height:.8rem;border-radius:.2rem;margin-right:.4rem}
.odv-tag{display:inline-block;font-size:.72rem;font-weight:500;border:1px solid #B58A2A;
  border-radius:.4rem;padding:0 .35rem;background:rgba(217,150,42,.13);white-space:nowrap}
.odv-bars{display:flex;gap:2px;height:1.7rem;border-bottom:1px solid currentColor}
.odv-bars span{flex:1;display:flex;align-items:flex-end}.odv-bars i{flex:1}
.odv-bars .s{background:rgba(130,126,120,.28)}
.odv-ends{display:flex;justify-content:space-between}
.odv-note{margin:.3rem 0 0!important;font-size:.85rem;line-height:1.35;opacity:.9}
.odv-blocks{display:grid;grid-template-columns:2fr 1fr .95fr;gap:.6rem 1.8rem}
.odv-blocks:has(>:nth-child(2):last-child){grid-template-columns:1fr 1fr}
.odv-told h2{margin:0;padding:0 0 .2rem;font-size:1.02rem;font-weight:650}
.odv-told ul{margin:0!important;padding:0 0 0 1rem}
.odv-told li{margin:0 0 .2rem!important;padding:0!important;font-size:.88rem;line-height:1.4}
@media (max-width:900px){.odv-blocks{grid-template-columns:1fr}
  .odv-rows li.odv-card{grid-template-columns:minmax(0,1fr) 7rem}
  .odv-card .c,.odv-card [role=img]{grid-column:1 / -1}.odv-card [role=img]{max-width:10rem}
  .odv-head .w{flex-basis:100%}.odv-head .h{margin-left:0;flex:1}.odv-head{font-size:.82rem}}
.odv-src{font-size:.88rem;opacity:.9;margin-top:-.4rem}
.odv-grid{border-collapse:collapse;font-size:.9rem;width:100%}
.odv-grid th{font-weight:600;text-align:left;padding:.2rem .5rem;white-space:nowrap}
.odv-grid td{padding:.15rem;text-align:center;min-width:1.9rem}
.odv-wrap{overflow-x:auto}
/* A name may be as long as a sector likes; the words of a header stay whole. */
[data-testid="stMain"],[data-testid="stTable"] td,[data-testid="stTable"] th{overflow-wrap:anywhere}
[data-testid="stMain"] thead :is(th,th *){overflow-wrap:break-word;word-break:normal}
.odv-cell{display:block;border-radius:.25rem;padding:.15rem 0;font-weight:600}
.odv-recibido{background:#5B4A8A;color:#fff}
.odv-parcial{background:repeating-linear-gradient(45deg,#5B4A8A 0 4px,#8E80B5 4px 8px);color:#fff}
.odv-falta{border:1px dashed currentColor;opacity:.8}
.odv-nada{opacity:.55}
header [data-testid="stToolbar"]:not(:has([data-testid="stExpandSidebarButton"])){display:none}
[data-testid="stMainBlockContainer"]{padding:.4rem 2.2rem 2rem}
[data-testid="stMainBlockContainer"]>[data-testid="stVerticalBlock"]{gap:.55rem}
[data-testid="stColumn"] [data-testid="stVerticalBlock"]{gap:.55rem}
[data-testid="stMainBlockContainer"] [data-testid="stHeading"] h3{padding:.5rem 0 .4rem}
[data-testid="stMainBlockContainer"] [data-testid="stHeading"] h2{padding:.6rem 0 .5rem}
[class*="st-key-odv-small"]{display:grid;gap:.8rem;align-items:stretch;
  grid-template-columns:repeat(auto-fill,minmax(min(264px,100%),1fr))}
.st-key-odv-small-four{grid-template-columns:repeat(auto-fill,minmax(min(336px,100%),1fr))}
[class*="st-key-odv-small"]>*{width:auto!important;min-width:0;display:flex}
[class*="st-key-odv-small"]>*>*{flex:1;height:auto;min-width:0}
[class*="st-key-odv-small"] [data-testid="stVerticalBlock"]{gap:.45rem}
[data-testid="stApp"]:has([data-testid="stExpandSidebarButton"])
  .odv-head{padding-left:2.6rem;min-height:3.2rem}
header[data-testid="stHeader"]{background:transparent;pointer-events:none}
header [data-testid="stToolbar"]{pointer-events:none}
header [data-testid="stExpandSidebarButton"]{pointer-events:auto}
[data-testid="stSidebarHeader"]{height:3rem;padding-bottom:0;margin-bottom:.4rem}
[data-testid="stSidebarNavLink"]{margin:0;padding-top:.1rem;padding-bottom:.1rem;line-height:1.6;min-height:0}
[data-testid="stSidebarNavItems"]{gap:0}
[data-testid="stMainBlockContainer"] h1{padding:0}
.st-key-odv-title p{line-height:1.3;font-size:1.15rem;margin:0}
.st-key-odv-title{padding-bottom:.1rem;gap:.1rem 1rem;align-items:baseline}
@media (max-width:640px){.st-key-odv-title{padding-bottom:.6rem}}
.st-key-odv-filters,.st-key-odv-filters-hidden{gap:.55rem}
.st-key-odv-filters-hidden{display:none}
@media (max-width:640px){[data-testid="stMainBlockContainer"]{padding:.4rem 1rem 2rem}}
[data-testid="stCaptionContainer"]{opacity:.84}
[data-testid="stMarkdownContainer"] blockquote{color:inherit;opacity:1}
[data-testid="stBaseButton-primary"]:not(:disabled){color:light-dark(#fff,#17151c)}
[data-testid="stMultiSelect"] span[title],[data-testid="stMultiSelect"] span[title] ~ *{
  color:light-dark(#fff,#17151c)}
/* A room looks at a large screen from far: all grows alike, as in the browser's own zoom. Plotly
   counts in pixels of the screen: it is given its place unzoomed, and larger letters (`screen`). */
@media (min-width:1700px) and (min-height:900px){
  [data-testid="stMainBlockContainer"]{zoom:1.4}
  [data-testid="stSidebarContent"],[data-testid="stPopoverBody"]>*{zoom:1.25}
  [data-testid="stFullScreenFrame"]:has(>[data-testid="stPlotlyChart"]){zoom:calc(1/1.4)}
  .st-key-odv-small-four{grid-template-columns:1fr 1fr}}
@media print{.odv-button{display:none}}
</style>"""
