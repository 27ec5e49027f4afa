import type { Defect, Resemblance } from '#shared/domain/inspection.ts';
import type { InputSize } from '../compile-backbone.ts';
import type { Affine } from '../pixels/operations.ts';
import { windowAt } from '../resemblances.ts';
import { invert } from './affine.ts';

/** So many of its defects a part shows beside the reference: one that is wrong all over is seen to be so by the first. */
const mostShown = 16;
/** What is shown of a place, in pixels of the compared picture: at least so much, and so much of the defect's longer side around it. */
const leastSidePx = 48;
const aroundShare = 0.5;

/**
 * What the reference shows where the defects are: the picture that a model carries, under number 0. `defects` in pixels of the
 * full picture; `compared`: size at which pictures are compared, which is that of the reference; `place`: reference to picture,
 * in pixels of that size.
 */
export function referenceResemblances(
  defects: readonly Defect[],
  picture: InputSize,
  compared: InputSize,
  place: Affine,
): Resemblance[] {
  const [scaleX, scaleY] = [picture.width / compared.width, picture.height / compared.height];
  const [a, b, c, d, e, f] = invert(place);
  return defects.slice(0, mostShown).map((defect, k) => {
    const [width, height] = [defect.width / scaleX, defect.height / scaleY];
    const middle = { x: defect.x / scaleX + width / 2, y: defect.y / scaleY + height / 2 };
    // Square: both are shown in squares, and are then shown alike.
    const side = Math.min(Math.max(leastSidePx, (1 + aroundShare) * Math.max(width, height)), compared.width, compared.height);
    // Places of pixels are those of their centres.
    const [x, y] = [middle.x - 0.5, middle.y - 0.5];
    const own = { x: a * x + b * y + c + 0.5, y: d * x + e * y + f + 0.5 };
    return {
      defect: k,
      ...windowAt({ x: middle.x * scaleX, y: middle.y * scaleY }, { width: side * scaleX, height: side * scaleY }, picture),
      good: [{ picture: 0, ...windowAt(own, { width: side, height: side }, compared) }],
    };
  });
}
