/** The gateway's live events, and whether they come. Tries again by itself, sooner at first. */

const EVENTS = ['hello', 'history', 'journal', 'cluster', 'sample', 'news'];
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 10_000;
/** A sample comes each second: so long without one is a connection that only looks open. */
const SILENCE = 8000;
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
    clearTimeout(this.#timer);
    this.#source?.close();
    const source = this.#source = new EventSource('/api/live');
    this.#heard = Date.now();
    this.#retryAt = 0;
    for (const name of EVENTS) {
      source.addEventListener(name, event => this.#receive(source, name, event.data));
    }
    source.addEventListener('error', () => source === this.#source && this.#lose());
    if (this.#lostSince !== null) {
      this.#tell();
    }
  }

  #receive(source, name, data) {
    if (source !== this.#source) {
      return;
    }
    this.#heard = Date.now();
    this.#pause = FIRST_PAUSE;
    if (this.#lostSince !== null) {
      this.#lostSince = null;
      this.#refusal = null;
      this.#tell();
    }
    this.#handlers[name](JSON.parse(data));
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
    this.#source?.close();
    this.#source = null;
  }

  #look() {
    if (this.#source && Date.now() - this.#heard > SILENCE) {
      this.#lose();
    } else if (this.#lostSince !== null) {
      this.#tell();
    }
  }

  #lose() {
    this.#source?.close();
    this.#source = null;
    this.#lostSince ??= this.#heard;
    this.#retryAt = Date.now() + this.#pause;
    this.#timer = setTimeout(() => this.open(), this.#pause);
    this.#pause = Math.min(this.#pause * 1.6, LONGEST_PAUSE);
    this.#tell();
    this.#ask();
  }

  /** An EventSource does not say why it was refused: a request of the same kind does. */
  async #ask() {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), FIRST_PAUSE);
    let refusal = null;
    try {
      const answer = await fetch('/api/live', {signal: stop.signal, cache: 'no-store'});
      refusal = answer.ok ? null : (await answer.json()).error;
    } catch {
      // It is not reached at all.
    }
    stop.abort();
    if (this.#lostSince !== null && refusal !== this.#refusal) {
      this.#refusal = refusal;
      this.#tell();
    }
  }

  #tell() {
    this.#handlers.connection({lost: this.#lostSince !== null, since: this.#lostSince, retryAt: this.#retryAt, refusal: this.#refusal});
  }
}
