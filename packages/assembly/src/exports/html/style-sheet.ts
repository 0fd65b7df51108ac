/** How exported HTML looks: quiet, for screen and paper, light and dark. */
export const styleSheet = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 22%, transparent); }
body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 46rem; overflow-wrap: break-word;
  font: 1.0625rem/1.6 Charter, "Bitstream Charter", Georgia, "Noto Serif CJK SC", "Songti SC", SimSun, serif; }
section.page + section.page { border-top: 1px solid var(--line); margin-top: 3rem; padding-top: 2rem; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.8em 0 .6em; font-family: system-ui, "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.9rem; margin-top: 0; } h2 { font-size: 1.4rem; } h3 { font-size: 1.15rem; } h4, h5, h6 { font-size: 1rem; }
p { margin: 0 0 .9em; } ul, ol { margin: 0 0 .9em; padding-left: 1.6em; } li { margin: .15em 0; }
p.abstract { margin-left: 2em; margin-right: 2em; font-size: .96em; }
p.caption { text-align: center; font-size: .9em; opacity: .8; }
p.reference { padding-left: 1.8em; text-indent: -1.8em; font-size: .93em; }
p.footnote, header p, footer p, p.furniture { font-size: .85em; opacity: .75; margin-bottom: .4em; }
p.contents { line-height: 1.9; }
header { margin-bottom: 1.5rem; } footer { margin-top: 1.5rem; }
header p, footer p { text-align: center; } footer p.footnote { text-align: left; }
figure { margin: 1.4em auto; text-align: center; }
img { max-width: 100%; height: auto; } figure > img { width: var(--share, auto); min-width: min(100%, 12rem); }
.table { overflow-x: auto; margin: 1.2em 0; }
table { border-collapse: collapse; margin: 0 auto; font: .88rem/1.45 system-ui, "Noto Sans CJK SC", sans-serif; }
td, th { border: 1px solid var(--line); padding: .35em .65em; vertical-align: top; text-align: left; }
th { font-weight: 600; } td.figure, th.figure { text-align: right; font-variant-numeric: tabular-nums; }
td img { max-height: 12rem; }
.formula { display: flex; align-items: center; margin: 1.1em 0; overflow-x: auto; overflow-y: hidden; }
.formula > span:first-child { flex: 1; text-align: center; }
.formula .number { padding-left: 1em; }
math { font-size: 1.08em; }
pre { overflow-x: auto; padding: .9em 1.1em; border: 1px solid var(--line); border-radius: 6px; line-height: 1.45; }
code { font: .87rem ui-monospace, "Noto Sans Mono CJK SC", monospace; }
@media print { body { max-width: none; padding: 0; } section.page + section.page { border: 0; break-before: page; } }
`;
