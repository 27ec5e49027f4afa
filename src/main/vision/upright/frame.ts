import { type Backbone, inputFor } from '../backbone.ts';
import type { InputSize } from '../compile-backbone.ts';
import type { Golden } from './locate.ts';
import type { Size } from './shapes.ts';
import type { Upright } from './upright.ts';

/** Around the part, of the longer side of its box. */
const frameMargin = 0.12;
const leastMarginPx = 2;
/** A point belongs to the golden part where it does in so much of the pictures (of 255). */
const goldenFrom = 80;
/** How much larger than without turning upright a part may be seen: beyond it there is nothing to see. */
const mostZoom = 2.5;

/** What is cut out of pictures, see `Upright`, and how large the network sees it. */
export interface Framing {
  readonly frame: Upright['frame'];
  readonly input: InputSize;
  readonly working: InputSize;
}

/** The box around the golden part and a little ground, in the shape of the network's input. `small`: size to which the usual picture is reduced. */
export function frameOf({ mask }: Golden, small: Size, backbone: Backbone, usual: Size): Framing {
  let [left, right, top, bottom] = [mask.width, 0, mask.height, 0];
  for (let at = 0; at < mask.data.length; at++) {
    if ((mask.data[at] as number) < goldenFrom) continue;
    const x = at % mask.width;
    const y = (at - x) / mask.width;
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  }
  const margin = Math.max(leastMarginPx, frameMargin * Math.max(right - left, bottom - top));
  const [wide, high] = [right - left + 2 * margin, bottom - top + 2 * margin];
  const input = inputFor(backbone, wide / high);
  const whole = inputFor(backbone, usual.width / usual.height);
  // Pixels of the small picture to one of the network's input.
  const scale = Math.max(wide / input.width, high / input.height, small.width / (mostZoom * whole.width));
  const [width, height] = [input.width * scale, input.height * scale];
  return {
    frame: { x: (left + right - width) / 2, y: (top + bottom - height) / 2, width, height },
    input,
    working: { width: Math.round(small.width / scale), height: Math.round(small.height / scale) },
  };
}
