import type { EventHub, PictureMemory } from '../api/index.ts';
import type { Inspection } from '../inspection/index.ts';

/** Hands what is heard of the line to everyone who is connected; pictures stay here until a page asks for them. */
export function forwardEvents(inspection: Inspection, events: EventHub, pictures: PictureMemory): () => void {
  return inspection.subscribe((event) => {
    switch (event.type) {
      case 'part': {
        const { part, preview, map, width, height } = event;
        pictures.putPart(part.id, { preview, map });
        events.publish({
          type: 'part',
          part,
          defects: [...event.defects],
          width,
          height,
          hasPicture: preview !== null,
          hasMap: map !== null,
        });
        events.statusChanged();
        return;
      }
      case 'frame': {
        const { cameraId, seq } = event.frame;
        pictures.putFrame(cameraId, seq, event.preview);
        events.publish({ type: 'frame', cameraId, seq, receivedAtUtc: event.frame.capturedAtUtc });
        return;
      }
      // a verdict that could not be recorded is never shown; the status says what is wrong
      case 'unrecorded':
      case 'changed':
        events.statusChanged();
        return;
    }
  });
}
