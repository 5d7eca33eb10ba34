/** The gateway's live events, and the state of the connection. Reconnects by itself, after a growing pause. */

const EVENTS = ['hello', 'history', 'journal', 'cluster', 'sample', 'news'];
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 10_000;
/** Samples come every second. After so long without one the connection is taken for dead. */
const SILENCE = 8000;
/** The pause after another viewer took this place, so two pages do not displace each other every second. */
const DISPLACED_PAUSE = 30_000;
/** A page that was hidden for so long stops listening. The gateway's history has what it missed. */
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
    // A browser may keep a page that was left, with its stream, and has only six connections to one host.
    addEventListener('pagehide', () => this.#leave());
    addEventListener('pageshow', event => event.persisted && this.#source === null && this.open());
    // A laptop that wakes up connects at once.
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
    // fetch, not EventSource, which does not say why it was refused.
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
      // The gateway cannot be reached, or the connection broke.
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
      // A defect of the page, not of the connection: it is logged in the console, and the next event is handled.
      reportError(defect);
    }
  }

  /** Closes the connection of a hidden page: six hidden tabs would leave none for a seventh. */
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

/** Reads a stream of server-sent events to its end, as far as the gateway uses the format. A comment is an event without a name. */
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
