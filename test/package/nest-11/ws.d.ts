/** What is used of the package, which has no types of its own. */
declare module 'ws' {
  export class WebSocket {
    constructor(url: string, options: { headers: Record<string, string> });
    once(event: 'open' | 'message', listener: (data: unknown) => void): this;
    send(text: string): void;
    terminate(): void;
  }
}
