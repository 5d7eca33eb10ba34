/** The gateway's live events, and whether they come. Tries again by itself, sooner at first. */

const EVENTS = ['hello', 'history', 'journal', 'cluster', 'sample', 'news'];
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 10_000;
/** A sample comes each second: so long without one is a connection that only looks open. */
const SILENCE = 8000;
/** Its place is another's now: two pages that want one are not to take turns each second. */
const DISPLACED_PAUSE = 30_000;
/** A page that is not seen for so long stops listening; what it has missed is in the gateway's history. */
const UNSEEN = 30_000;

export class Live {
  #handlers;
  #source = null;
  #pause = FIRST_PAUSE;
  #heard = 0;
  #lostSince = null;
  #retryAt = 0;
  #refusal = null;
  #timer = 0;
  #nap = 0;

  /** Handlers: one a name of EVENTS; `asleep`; and `connection`, told {lost, since, retryAt, refusal} whenever that changes. */
  constructor(handlers) {
    this.#handlers = handlers;
    setInterval(() => this.#look(), 1000);
    // A page that is left may be kept for the way back, its stream with it, and a browser has six connections to one place.
    addEventListener('pagehide', () => this.#leave());
    addEventListener('pageshow', event => event.persisted && this.#source === null && this.open());
    // A laptop that wakes up does not wait for the next try.
    addEventListener('online', () => this.#lostSince !== null && this.open());
    document.addEventListener('visibilitychange', () => this.#sleepOrWake());
  }

  open() {
    this.#leave();
    const source = this.#source = new AbortController();
    this.#heard = Date.now();
    this.#retryAt = 0;
    if (this.#lostSince !== null) {
      this.#tell();
    }
    // By fetch and not by EventSource: that would not say why it was refused, and to ask would be a second connection.
    this.#watch(source);
  }

  async #watch(source) {
    let refusal = null;
    try {
      const answer = await fetch('/api/live', {signal: source.signal, cache: 'no-store'});
      if (answer.ok) {
        await readEvents(answer.body, (name, data) => {
          this.#receive(source, name, data);
          if (name === 'displaced') {
            refusal = 'a newer viewer has taken this place, see GATEWAY_LIVE_VIEWERS';
          }
        });
      } else {
        refusal = (await answer.json()).error;
      }
    } catch {
      // It is not reached at all, or no more.
    }
    if (source === this.#source) {
      this.#lose(refusal);
    }
  }

  #receive(source, name, data) {
    if (source !== this.#source) {
      return;
    }
    this.#heard = Date.now();
    if (name === 'displaced') {
      this.#pause = DISPLACED_PAUSE;
    }
    if (!EVENTS.includes(name)) {
      return;
    }
    this.#pause = FIRST_PAUSE;
    if (this.#lostSince !== null) {
      this.#lostSince = null;
      this.#refusal = null;
      this.#tell();
    }
    try {
      this.#handlers[name](JSON.parse(data));
    } catch (defect) {
      // In what is shown, not in the connection: seen in the console, and the next event comes all the same.
      reportError(defect);
    }
  }

  /** Of six tabs that nobody looks at a seventh would have no connection; and the gateway has better things to do. */
  #sleepOrWake() {
    clearTimeout(this.#nap);
    if (document.hidden) {
      this.#nap = setTimeout(() => {
        this.#leave();
        this.#handlers.asleep();
      }, UNSEEN);
    } else if (this.#source === null) {
      this.open();
    }
  }

  #leave() {
    clearTimeout(this.#timer);
    this.#source?.abort();
    this.#source = null;
  }

  #look() {
    if (this.#source && Date.now() - this.#heard > SILENCE) {
      this.#lose();
    } else if (this.#lostSince !== null) {
      this.#tell();
    }
  }

  #lose(refusal = null) {
    this.#leave();
    this.#lostSince ??= this.#heard;
    this.#refusal = refusal;
    this.#retryAt = Date.now() + this.#pause;
    this.#timer = setTimeout(() => this.open(), this.#pause);
    this.#pause = Math.min(this.#pause * 1.6, LONGEST_PAUSE);
    this.#tell();
  }

  #tell() {
    this.#handlers.connection({lost: this.#lostSince !== null, since: this.#lostSince, retryAt: this.#retryAt, refusal: this.#refusal});
  }
}

/** Reads a stream of events to its end: of what such a stream may have, what the gateway writes. A comment is an event without a name. */
async function readEvents(body, event) {
  const texts = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let part = await texts.read(); !part.done; part = await texts.read()) {
    const blocks = (rest + part.value).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const lines = block.split('\n');
      const values = field => lines.filter(line => line.startsWith(field)).map(line => line.slice(field.length));
      event(values('event: ')[0] ?? '', values('data: ').join('\n'));
    }
  }
}
