export type Words = Record<string, unknown>;

/** A draft as the API keeps it. */
export interface Kept {
  readonly version: number;
  readonly requestKey: string;
  readonly updatedAt: string;
  readonly words: Words;
}

/** Where one draft is kept. What it throws is either passing by itself, or is not to be tried again unchanged. */
export interface Shelf {
  find(): Promise<Kept | null>;
  /** `null`: there is another version than this by now. `leaving`: the page is about to go. */
  put(words: Words, version: number, leaving: boolean): Promise<Kept | null>;
  remove(): Promise<void>;
  passes(error: unknown): boolean;
}

export interface Said {
  /** When the words were kept last; `null`: they are in the memory of this page alone. */
  readonly savedAt: string | null;
  /** Another page has written since, and nothing is written over it. */
  readonly elsewhere: boolean;
  /** Counts how often what was kept took the place of what stands in the form. */
  readonly taken: number;
}

export const NOTHING_SAID: Said = { savedAt: null, elsewhere: false, taken: 0 };
const AFTER_THE_LAST_KEY_MS = 1_000;
const AGAIN_MS = 15_000;

/** Keeps what is written into one form, quietly: what cannot be kept now stays in memory, and is tried again. */
export class KeptDraft {
  private mine: Words | null = null;
  /** As JSON, so that what is there already is not written again. */
  private saved: string | null = null;
  /** `null`: not read yet. */
  private version: number | null = null;
  private theirs: Kept | null = null;
  private keyIsUsed = false;
  private isOver = false;
  private said = NOTHING_SAID;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** One request after the other. */
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly shelf: Shelf,
    private ownKey: string,
    private readonly tell: (said: Said) => void,
  ) {}

  get words(): Words {
    return this.mine ?? {};
  }

  /** Under which it is sent. It is the draft's, unless it was sent under another before that was known. */
  get key(): string {
    return this.ownKey;
  }

  useKey(): string {
    this.keyIsUsed = true;
    return this.ownKey;
  }

  open(): Promise<void> {
    return this.next(async () => this.meet(await this.shelf.find()));
  }

  write(words: Words): void {
    this.mine = words;
    this.saveIn(AFTER_THE_LAST_KEY_MS);
  }

  save(leaving = false): Promise<void> {
    clearTimeout(this.timer);
    return this.next(async () => {
      if (this.version === null && this.isDirty()) this.meet(await this.shelf.find());
      if (this.isDirty()) await this.put(leaving);
    });
  }

  /** What the other page has written, in the place of what stands here. */
  takeTheirs(): void {
    if (this.theirs) this.take(this.theirs);
  }

  /** It was sent, or is thrown away. What another page has written stays. */
  forget(): Promise<void> {
    this.isOver = true;
    clearTimeout(this.timer);
    const done = this.turn.then(async () => {
      if (this.version !== 0 && !this.theirs) await this.shelf.remove();
    });
    return done.catch(() => undefined);
  }

  private isDirty(): boolean {
    return this.mine !== null && this.theirs === null && JSON.stringify(this.mine) !== this.saved;
  }

  private async put(leaving: boolean): Promise<void> {
    const words = this.mine ?? {};
    const kept = await this.shelf.put(words, this.version ?? 0, leaving);
    if (kept) {
      this.note(kept, words);
      return;
    }
    const found = await this.shelf.find();
    // Ours had arrived, and only its answer was lost.
    if (found && JSON.stringify(found.words) === JSON.stringify(words)) this.note(found, words);
    else this.meet(found);
    if (this.isDirty()) this.saveIn(AFTER_THE_LAST_KEY_MS);
  }

  /** What is there beside what stands here. */
  private meet(found: Kept | null): void {
    if (!found) {
      this.version = 0;
      this.saved = null;
    } else if (found.version !== this.version) {
      if (this.mine === null || JSON.stringify(this.mine) === this.saved) this.take(found);
      else {
        this.theirs = found;
        this.say({ elsewhere: true, savedAt: null });
      }
    }
  }

  private take(found: Kept): void {
    this.mine = found.words;
    this.theirs = null;
    this.note(found, found.words);
    this.say({ elsewhere: false, taken: this.said.taken + 1 });
  }

  private note({ version, requestKey, updatedAt }: Kept, words: Words): void {
    this.version = version;
    this.saved = JSON.stringify(words);
    if (!this.keyIsUsed) this.ownKey = requestKey;
    this.say({ savedAt: updatedAt });
  }

  private say(news: Partial<Said>): void {
    this.said = { ...this.said, ...news };
    this.tell(this.said);
  }

  private saveIn(ms: number): void {
    clearTimeout(this.timer);
    if (!this.isOver) this.timer = setTimeout(() => void this.save(), ms);
  }

  private next(step: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(async () => {
      if (this.isOver) return;
      try {
        await step();
      } catch (error) {
        if (this.shelf.passes(error)) this.saveIn(AGAIN_MS);
      }
    });
    return this.turn;
  }
}
