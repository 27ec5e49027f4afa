import { describe, expect, it } from 'vitest';
import { createSseParser } from './sse-parser.ts';

const data = (chunks: string[]): string[] => {
  const parser = createSseParser();
  return chunks.flatMap((chunk) => parser.feed(chunk)).map((event) => event.data);
};

describe('the reader of server-sent events', () => {
  it('gives nothing before the blank line', () => {
    expect(data(['data: half'])).toEqual([]);
    expect(data(['data: half\n'])).toEqual([]);
  });
  it('keeps every event of those that arrive together', () => {
    expect(data(['data: 1\n\ndata: 2\n\ndata: 3\n\n'])).toEqual(['1', '2', '3']);
  });
  it('gives the same events wherever the text is cut', () => {
    const text = ': hi\r\nid: 7\r\nevent: message\r\ndata: {"a":\r\ndata: 1}\r\n\r\nid: 8\rdata: x\r\rdata:y\n\n';
    const whole = createSseParser().feed(text);
    expect(whole).toEqual([
      { event: 'message', data: '{"a":\n1}', id: '7' },
      { event: 'message', data: 'x', id: '8' },
      { event: 'message', data: 'y', id: '8' },
    ]);
    for (let cut = 1; cut < text.length; cut++) {
      const parser = createSseParser();
      expect([...parser.feed(text.slice(0, cut)), ...parser.feed(text.slice(cut))], `cut at ${cut}`).toEqual(whole);
    }
    const parser = createSseParser();
    expect([...text].flatMap((char) => parser.feed(char))).toEqual(whole);
  });
  it('ignores comments, unknown fields and events without data', () => {
    expect(data([': keep-alive\n\nretry: 10\n\nevent: nothing\n\nfoo: bar\ndata: 1\n\n'])).toEqual(['1']);
  });
  it('takes away one leading space of a value only', () => {
    expect(data(['data:  two\n\ndata:none\n\ndata\n\n'])).toEqual([' two', 'none', '']);
  });
  it('names the kind of event and forgets it afterwards', () => {
    expect(
      createSseParser()
        .feed('event: done\ndata: 1\n\ndata: 2\n\n')
        .map((event) => event.event),
    ).toEqual(['done', 'message']);
  });
});
