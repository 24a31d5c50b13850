import { judgeParserError } from '../../../src/http/client-error.ts';

const parserError = (code: string, rawPacket?: string) =>
  Object.assign(new Error(code), { code, ...(rawPacket === undefined ? {} : { rawPacket: Buffer.from(rawPacket) }) });

describe('what the HTTP parser refuses', () => {
  it('is 414 when the request line alone is too long', () => {
    expect(judgeParserError(parserError('HPE_HEADER_OVERFLOW', `GET /fhir/Slot?a=${'x'.repeat(100)}`)).status).toBe(
      414,
    );
  });

  it('is 431 when the headers are too large', () => {
    const packet = `GET / HTTP/1.1\r\nX-Long: ${'x'.repeat(100)}`;
    expect(judgeParserError(parserError('HPE_HEADER_OVERFLOW', packet)).status).toBe(431);
    expect(judgeParserError(parserError('HPE_HEADER_OVERFLOW')).status).toBe(431);
  });

  it('is 408 when it took too long, 413 for chunk extensions, 400 for all else', () => {
    expect(judgeParserError(parserError('ERR_HTTP_REQUEST_TIMEOUT')).status).toBe(408);
    expect(judgeParserError(parserError('HPE_CHUNK_EXTENSIONS_OVERFLOW')).status).toBe(413);
    expect(judgeParserError(parserError('HPE_INVALID_METHOD')).status).toBe(400);
  });
});
