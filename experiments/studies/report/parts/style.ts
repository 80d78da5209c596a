/** The page's style: one column of text, light and dark, phone and print. Colours of text have a contrast of at least 4.5 to what lies behind them. */

const LIGHT = `--bg:#fff;--text:#1c232b;--muted:#56606c;--line:#dde2e8;--soft:#f5f7f9;--link:#0a5a9c;
--blue:#0b62a4;--red:#b8430b;--green:#00735a;--purple:#86408a;--ochre:#856000;--grey:#66707c;--bar:#a9b3be;
--q1:#b8430b;--on1:#fff;--q2:#efb43a;--on2:#1c232b;--q3:#0b62a4;--on3:#fff;--q4:#bac3cd;--on4:#1c232b;--q5:#86408a;--on5:#fff;--q6:#66707c;--on6:#fff;--q7:#0f7c62;--on7:#fff;--q8:#8ccfc0;--on8:#1c232b;
--warn:#fff6e0;--warnline:#c98a00;--bad:#fdeee8;--badline:#b8430b;`;

const DARK = `--bg:#14181d;--text:#e4e8ec;--muted:#a2adb9;--line:#303842;--soft:#1c2229;--link:#7cbcf5;
--blue:#6cb3ef;--red:#f0905a;--green:#4fc7a3;--purple:#d596d3;--ochre:#ddb044;--grey:#99a4b0;--bar:#5f6b78;
--q1:#e0763a;--on1:#14181d;--q2:#f2cb74;--on2:#14181d;--q3:#6cb3ef;--on3:#14181d;--q4:#4a5562;--on4:#fff;--q5:#d596d3;--on5:#14181d;--q6:#99a4b0;--on6:#14181d;--q7:#4fc7a3;--on7:#14181d;--q8:#26705c;--on8:#fff;
--warn:#2b2413;--warnline:#c9962c;--bad:#301d15;--badline:#e0763a;`;

const BASE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--bg);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main,header,footer{max-width:1128px;margin:0 auto;padding:0 16px}
header{padding-top:40px}footer{padding-top:16px;padding-bottom:56px}
h1,h2,h3,h4{line-height:1.25;margin:0;text-wrap:balance;overflow-wrap:anywhere;scroll-margin-top:16px}
h1{font-size:30px;letter-spacing:-.01em}h2{font-size:23px;margin-top:64px;padding-top:24px;border-top:2px solid var(--text)}
h3{font-size:18px;margin-top:44px}h4{font-size:14px;font-weight:600}
p,ul,ol{margin:10px 0 0}p,li{max-width:72ch;overflow-wrap:anywhere}ul{padding-left:20px}li+li{margin-top:4px}
a{color:var(--link);text-underline-offset:2px;text-decoration-thickness:1px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
sub{font-size:.72em;line-height:0}
.over{margin:0 0 6px;font-size:13px;font-weight:600;letter-spacing:.04em;color:var(--muted)}
.lead{font-size:18px;line-height:1.5;margin-top:12px}
.muted,.note,figcaption p{color:var(--muted)}.note,figcaption p{font-size:14px;line-height:1.5}
.banners{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(420px,100%),1fr));gap:16px;margin-top:20px;font-size:15px}
.banner{padding:12px 16px;border-left:4px solid var(--warnline);background:var(--warn);border-radius:2px}
.banner.bad{border-color:var(--badline);background:var(--bad)}
.banner p{margin:0}.banner ul{margin-top:6px}
.facts{display:flex;flex-wrap:wrap;gap:4px 28px;margin:14px 0 0;font-size:14px}
.facts div{display:flex;gap:8px}.facts dt{color:var(--muted)}.facts dd{margin:0;font-variant-numeric:tabular-nums}
nav{margin-top:32px;padding:14px 20px 16px;background:var(--soft);border-radius:4px;font-size:15px}
nav h2{all:unset;display:block;font-size:13px;font-weight:600;color:var(--muted)}
nav ol{list-style:none;padding:0;margin-top:6px}nav li{max-width:none}nav>ol>li{margin-top:6px}
nav .top{font-weight:600}
nav>ol>li{display:grid;grid-template-columns:minmax(72px,auto) 1fr;gap:0 16px}nav ul{display:flex;flex-wrap:wrap;gap:2px 18px;padding:0;margin:0;list-style:none}nav li li{margin:0}
.says{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(344px,100%),1fr));gap:20px 48px;margin-top:20px}
.says h3{margin:0;font-size:16px}.says li{margin-top:6px}
`;

const TABLES = `
.scroll{overflow-x:auto;margin-top:14px;-webkit-overflow-scrolling:touch;
background:linear-gradient(90deg,var(--bg) 30%,transparent) 0 0/40px 100% local,linear-gradient(270deg,var(--bg) 30%,transparent) 100% 0/40px 100% local,
linear-gradient(90deg,var(--line),transparent) 0 0/10px 100% scroll,linear-gradient(270deg,var(--line),transparent) 100% 0/10px 100% scroll;background-repeat:no-repeat}
table{border-collapse:collapse;font-size:13.5px;line-height:1.4;font-variant-numeric:tabular-nums}
th,td{padding:6px 0 6px 18px;text-align:right;vertical-align:baseline;white-space:nowrap;border-bottom:1px solid var(--line);font-weight:400}
thead th{color:var(--muted);font-size:12.5px;border-bottom:1px solid var(--muted);vertical-align:bottom}
thead tr:not(:last-child) th{border-bottom:0;padding-bottom:0;font-weight:600;color:var(--text)}
thead tr:first-child th[rowspan]{padding-bottom:6px;border-bottom:1px solid var(--muted);font-weight:400;color:var(--muted)}
th:first-child,td:first-child{padding-left:0}
.t,tbody th{text-align:left}
tbody th:first-child{position:sticky;left:0;background:var(--bg);padding-right:4px;white-space:normal;overflow-wrap:anywhere;min-width:118px;max-width:210px}
td small,th small{display:block;color:var(--muted);font-size:.93em;font-weight:400}tbody th small{font-size:.89em}
td.v{font-weight:600}td.i{color:var(--muted)}td.gap,th.gap{padding-left:28px}
td.says-cell{white-space:normal;min-width:300px;text-align:left;color:var(--muted)}
tbody tr.base th,tbody tr.base td{background:var(--soft)}
tbody th.part{position:static;min-width:0;max-width:none;padding-top:22px;font-weight:600;font-size:14px;border-bottom-color:var(--muted)}
th.part span{position:sticky;left:0;display:inline-block;max-width:min(72ch,calc(100vw - 32px))}
th.part small{font-weight:400}
tr.mark td.d{font-weight:600}
details{margin-top:10px}.episode{border-bottom:1px solid var(--line);padding-bottom:8px}
summary{cursor:pointer;padding:4px 0;overflow-wrap:anywhere}summary b{font-weight:600}
pre{margin:10px 0 0;padding:12px 14px;background:var(--soft);border-radius:4px;font:13px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
code{font:.88em ui-monospace,"SF Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
.runs td,.runs th,.rounds td{white-space:normal}.rounds td.t{min-width:130px;max-width:300px;overflow-wrap:anywhere}
td.n{text-align:left}.rounds tr.out td{color:var(--muted)}
`;

const CHARTS = `
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(344px,100%),1fr));gap:32px;margin-top:20px;align-items:start}
figure{margin:0;min-width:0}figcaption{margin-bottom:8px}figcaption p{margin-top:4px}
.plot{display:block;width:344px;max-width:100%;height:auto;overflow:visible}.plot text{white-space:pre;font-variant-numeric:tabular-nums}
.key{display:flex;flex-wrap:wrap;gap:4px 20px;list-style:none;padding:0;margin-top:12px;font-size:13.5px}.key li{margin:0;display:flex;align-items:center;gap:8px}
figcaption .key{margin-top:6px;gap:2px 14px;font-size:13px}
.key i{flex:none;display:inline-block;width:22px}
.key .thick{height:7px;background:var(--grey);opacity:.45}.key .thin{height:2px;background:var(--grey)}
.key .dot,.key .ring{width:9px;height:9px;border-radius:50%;background:var(--k)}.key .ring{background:none;border:1.5px solid var(--grey)}
.key .box{width:11px;height:11px;border-radius:1px}
.q1{background:var(--q1)}.q2{background:var(--q2)}.q3{background:var(--q3)}.q4{background:var(--q4)}.q5{background:var(--q5)}.q6{background:var(--q6)}.q7{background:var(--q7)}.q8{background:var(--q8)}
`;

const PRINT = `
@page{margin:14mm}
body{font-size:10.5pt}main,header,footer{max-width:none;padding-left:0;padding-right:0}header{padding-top:0}
h2{break-before:page;margin-top:0}nav h2,main>section:first-child h2,footer section+section h2{break-before:auto}main>section:first-child h2,footer section+section h2{margin-top:28px}
.says{grid-template-columns:1fr 1fr}.banners{grid-template-columns:1fr}.note{break-after:avoid}h2,h3,h4,summary,thead{break-after:avoid}
h3{margin-top:28px}figure,tr,.banner{break-inside:avoid}.charts{grid-template-columns:repeat(2,minmax(0,1fr));gap:24px}.note,figcaption p,.facts,.key,nav{font-size:9pt}
.scroll{overflow:visible;background:none}table{font-size:7.2pt}th,td{padding:3px 0 3px 8px}td.gap,th.gap{padding-left:12px}
tbody th:first-child,th.part span{position:static;min-width:0}td.says-cell{min-width:110px}thead th{font-size:7pt;white-space:normal}
details:not(.episode)::details-content{content-visibility:visible;display:block;height:auto}summary{list-style:none}
a{color:inherit;text-decoration:none}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
`;

/** The whole style sheet. */
export const STYLE = `:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
${BASE}${TABLES}${CHARTS}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media (max-width:560px){h1{font-size:25px}header{padding-top:24px}h2{margin-top:48px}nav>ol>li{grid-template-columns:1fr}}
@media print{:root{color-scheme:light;${LIGHT}}${PRINT}}
`;
