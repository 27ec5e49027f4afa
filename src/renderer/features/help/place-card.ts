export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

const gap = 20;

/** Top left corner of a card beside what it speaks of: on the side with the most room, inside the window. CSS pixels. */
export function besides(target: Box, card: Size, window: Size): { readonly x: number; readonly y: number } {
  const room = {
    left: target.x,
    right: window.width - target.x - target.width,
    above: target.y,
    below: window.height - target.y - target.height,
  };
  const inside = (value: number, length: number, whole: number): number => Math.max(gap, Math.min(value, whole - length - gap));
  const x = inside(target.x + (target.width - card.width) / 2, card.width, window.width);
  const y = inside(target.y + (target.height - card.height) / 2, card.height, window.height);
  if (Math.max(room.left, room.right) >= card.width + 2 * gap)
    return { x: room.right >= room.left ? target.x + target.width + gap : target.x - card.width - gap, y };
  if (Math.max(room.above, room.below) >= card.height + 2 * gap)
    return { x, y: room.below >= room.above ? target.y + target.height + gap : target.y - card.height - gap };
  // It fills the window: the card lies on it.
  return { x, y };
}
