/** A reference for what cells do to names, in a process of its own: every name of a notebook is a property of one
 *  object, not yet alive or with a value, and code finds names there by `with`. Cells come as statements
 *  that say so in sloppy JavaScript (liveBindingCells.ts renders them); nothing of the kernel is used. */

let scope;

function evaluate(code) {
  return new Function('scope', `with (scope) { return (async () => {${code}\n})(); }`)(scope);
}

process.on('message', async ({ begin, code }) => {
  if (begin) scope = {};
  let thrown = null;
  try {
    await evaluate(code);
  } catch (error) {
    thrown = `${error.name}: ${error.message}`;
  }
  process.send({ thrown, state: await evaluate('return state()') });
});
