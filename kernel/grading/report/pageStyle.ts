/** How reports look, on screen and on paper. */
export const pageStyle = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; width: 100% }
td, th { border-top: 1px solid #ddd; padding: .4rem .6rem; text-align: left; vertical-align: top }
.number { white-space: nowrap; font-variant-numeric: tabular-nums }
.passed td:nth-child(3) { color: #0072b2 } .failed td:nth-child(3) { color: #d55e00 }
pre { white-space: pre-wrap; margin: 0; overflow-wrap: anywhere; font-size: .9em }
.score { font-size: 1.4rem }
`;
