/** One server-sent event: `data` is everything between two blank lines, joined by line feeds. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string | null;
}

export interface SseParser {
  /** Takes the next piece of text, however it was cut; answers with every event that it completes, in order. */
  feed(chunk: string): ServerEvent[];
}

/**
 * Parser of `text/event-stream` (HTML Standard, 9.2.6): CR, LF and CRLF end a line, even when CR and LF arrive in
 * two pieces; events that arrive together all come out; an id stays until the next one.
 */
export function createSseParser(): SseParser {
  let buffer = '';
  let skipLineFeed = false;
  let data: string[] = [];
  let event = '';
  let id: string | null = null;

  function takeLine(line: string, out: ServerEvent[]): void {
    if (line === '') {
      if (data.length > 0) out.push({ event: event || 'message', data: data.join('\n'), id });
      data = [];
      event = '';
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon === -1 ? line : line.slice(0, colon);
    const rest = colon === -1 ? '' : line.slice(colon + 1);
    const value = rest.startsWith(' ') ? rest.slice(1) : rest;
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
  }

  return {
    feed(chunk) {
      const out: ServerEvent[] = [];
      let text = chunk;
      if (skipLineFeed && text.length > 0) {
        if (text.startsWith('\n')) text = text.slice(1);
        skipLineFeed = false;
      }
      buffer += text;
      let start = 0;
      for (let at = 0; at < buffer.length; at++) {
        const char = buffer[at];
        if (char !== '\n' && char !== '\r') continue;
        takeLine(buffer.slice(start, at), out);
        if (char === '\r') {
          if (at + 1 === buffer.length) skipLineFeed = true;
          else if (buffer[at + 1] === '\n') at++;
        }
        start = at + 1;
      }
      buffer = buffer.slice(start);
      return out;
    },
  };
}
