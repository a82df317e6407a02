/** How a page looks: one narrow column, light, and the same on paper. */
export const pageStyle = `
:root { color-scheme: light; --ink: #24292f; --soft: #57606a; --line: #d8dee4; --code: #f6f8fa; --accent: #0072b2; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 54rem; padding: 2rem 1.25rem 4rem; color: var(--ink); background: #fff;
  font: 16px/1.6 'Open Sans', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
h1, h2, h3, h4 { line-height: 1.25; margin: 1.8em 0 .6em; }
h1 { font-size: 1.9rem; margin-top: .5em; } h2 { font-size: 1.4rem; border-bottom: 1px solid var(--line); padding-bottom: .25em; }
h3 { font-size: 1.15rem; } a { color: var(--accent); }
img, svg { max-width: 100%; height: auto; }
pre, code { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: .84rem; }
pre { margin: 0; line-height: 1.5; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
:not(pre) > code { background: var(--code); border-radius: 4px; padding: .1em .35em; }
pre.code { background: var(--code); border: 1px solid var(--line); border-radius: 6px; padding: .7rem .9rem; }
.cell { margin: 1rem 0; }
.cell.code { position: relative; }
.count { position: absolute; right: .6rem; top: .35rem; font: .7rem ui-monospace, monospace; color: #8c959f; user-select: none; }
.output { margin: .5rem 0 0; padding: 0 .9rem; }
.output.stdout { max-height: 34rem; overflow-y: auto; }
.output.stderr { background: #fff8ec; border-left: 3px solid #e69f00; padding-block: .4rem; }
.output.error { background: #fff3ee; border-left: 3px solid #d55e00; padding-block: .6rem; }
figure.output { margin-inline: 0; padding: 0; }
figure.drawn .still { display: none; }
figure .live { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; margin: .8rem 0; display: block; overflow-x: auto; }
th, td { border: 1px solid var(--line); padding: .3rem .7rem; text-align: left; }
th { background: var(--code); } td { font-variant-numeric: tabular-nums; }
blockquote { margin: 1rem 0; padding: .1rem 1rem; border-left: 4px solid var(--line); color: var(--soft); }
.math.source { font-family: 'STIX Two Math', 'Cambria Math', Georgia, serif; font-style: italic; white-space: pre-wrap; }
div.math { text-align: center; margin: .7rem 0; padding: .3rem 0; overflow: auto hidden; }
math { font-size: 1.1em; }
.tml-left { text-align: left; text-align: -webkit-left; } .tml-right { text-align: right; text-align: -webkit-right; }
footer { margin-top: 3rem; padding-top: .8rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .8rem; }
.hljs-keyword, .hljs-literal, .hljs-built_in { color: #a0338a; } .hljs-string, .hljs-regexp { color: #0a6640; }
.hljs-number { color: #b35000; } .hljs-comment { color: #6e7781; font-style: italic; }
.hljs-title, .hljs-title.function_, .hljs-title.class_ { color: #0550ae; } .hljs-type { color: #7a5200; }
.hljs-attr, .hljs-property { color: #0550ae; } .hljs-subst { color: inherit; } .hljs-meta { color: #57606a; }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  pre, code { font-size: 8.5pt; }
  pre.code { break-inside: auto; } .output.stdout { max-height: none; } figure, img, tr { break-inside: avoid; }
  h1, h2, h3 { break-after: avoid; }
  figure.plotly .live { display: none; } figure.plotly .still, figure.drawn .still { display: block; }
  a { color: inherit; }
}
`;
