/** One chunk of an event stream, ready to be sent. */
export interface StreamItem {
  readonly chunk: Uint8Array;
  /**
   * Set for what is only worth knowing while it is new (`status`, a live picture): a newer item of the same key takes the
   * place of one that is still waiting. Null: must arrive, in order.
   */
  readonly replaces: string | null;
}

export interface EventStream {
  readonly body: ReadableStream<Uint8Array>;
  send(item: StreamItem): void;
  close(): void;
}

/**
 * The sending side of one connection. A reader that is slower than the line loses intermediate live pictures and statuses,
 * never a part; when more than `limitItems` things that must arrive are waiting, the stream is ended: the client comes
 * back with the last id it saw and continues from there.
 */
export function createEventStream(options: { readonly limitItems: number; readonly onClose: () => void }): EventStream {
  let waiting: StreamItem[] = [];
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  let wanted: (() => void) | null = null;
  let closed = false;

  const close = () => {
    if (closed) return;
    closed = true;
    waiting = [];
    options.onClose();
    try {
      controller?.close();
    } catch {
      // the reader went away in the same moment
    }
    wanted?.();
  };

  const body = new ReadableStream<Uint8Array>(
    {
      start: (given) => {
        controller = given;
      },
      // asked for one chunk at a time, after the connection took the one before: that is the back-pressure
      pull: async (given) => {
        if (waiting.length === 0 && !closed) {
          await new Promise<void>((resolve) => {
            wanted = resolve;
          });
          wanted = null;
        }
        const next = waiting.shift();
        if (next && !closed) given.enqueue(next.chunk);
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );

  const send = (item: StreamItem) => {
    if (closed) return;
    if (item.replaces !== null) waiting = waiting.filter((other) => other.replaces !== item.replaces);
    waiting.push(item);
    if (waiting.filter((other) => other.replaces === null).length > options.limitItems) close();
    wanted?.();
  };

  return { body, send, close };
}
