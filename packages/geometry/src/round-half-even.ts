/** NumPy's rounding: halves go to the even neighbour (0.5 -> 0, 1.5 -> 2, -0.5 -> 0). */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
