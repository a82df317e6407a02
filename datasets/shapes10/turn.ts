/** Sine and cosine from additions and multiplications alone: IEEE 754 fixes these to the last bit, Math.sin it does
 *  not, and a picture must be the same on every machine. */

/** The cosine and sine of an angle given in whole turns: 0.25 is a right angle. */
export function turn(turns: number): { cos: number; sin: number } {
  const quarters = Math.round(turns * 4);
  const angle = (turns - quarters / 4) * 6.283185307179586;
  const square = angle * angle;
  const sin =
    angle *
    (1 - (square / 6) * (1 - (square / 20) * (1 - (square / 42) * (1 - (square / 72) * (1 - square / 110)))));
  const cos =
    1 - (square / 2) * (1 - (square / 12) * (1 - (square / 30) * (1 - (square / 56) * (1 - square / 90))));
  switch (((quarters % 4) + 4) % 4) {
    case 0:
      return { cos, sin };
    case 1:
      return { cos: -sin, sin: cos };
    case 2:
      return { cos: -cos, sin: -sin };
    default:
      return { cos: sin, sin: -cos };
  }
}
