import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { ensureChromium, flags } from '../../scripts/chromium.mjs';
import { serve } from '../../scripts/serve.mjs';
import type { ViewId } from '../../src/protocol/panel.ts';

/** Milliseconds: a machine with two cores and other work takes its time. */
const patience = 150_000;

/** What a person's settings may be, and what would mix other things into what is typed. */
const plainTyping = {
  'workbench.colorTheme': 'Light Modern',
  'files.autoSave': 'off',
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'editor.autoIndent': 'none',
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.suggestOnTriggerCharacters': false,
  'editor.parameterHints.enabled': false,
  // What is not tested need not run beside it, on a machine with two cores.
  'js/ts.tsserver.useSyntaxServer': 'always',
  'git.enabled': false,
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  'workbench.reduceMotion': 'on',
};

const statusItem = '.statusbar-item[id="palimpsest.palimpsest.palimpsest.status"] [aria-label]';

const out = fileURLToPath(new URL('out/', import.meta.url));

export interface EditorOptions {
  /** The packed extension. */
  readonly vsix: string;
  /** The workspace's files: text by relative path. */
  readonly files: Readonly<Record<string, string>>;
  readonly settings?: Record<string, unknown>;
  /** Gets the folder of the installed extension before VS Code starts. */
  readonly prepare?: (folder: string) => Promise<void>;
  /** The window: its size in CSS pixels, and the pixels of the screen in each. */
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly scale?: number;
  /** The editor's language; its own words stay English, for want of a language pack. */
  readonly language?: string;
  /** Whether the workspace is one that nobody has said to trust. */
  readonly restricted?: boolean;
}

/** A real VS Code in a real browser, driven as a person would: by keys and by what is on the screen. */
export class Editor {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #server: Awaited<ReturnType<typeof serve>>;

  constructor(page: Page, browser: Browser, server: Awaited<ReturnType<typeof serve>>) {
    this.page = page;
    this.#browser = browser;
    this.#server = server;
  }

  /** Serves VS Code on a copy of the files and shows it; no file is open yet. */
  static async start(options: EditorOptions): Promise<Editor> {
    const {
      vsix,
      files,
      settings = {},
      prepare,
      viewport = { width: 1280, height: 800 },
      scale = 1,
      language,
      restricted = false,
    } = options;
    const executablePath = await ensureChromium();
    const workspace = await mkdtemp(join(tmpdir(), 'palimpsest-workspace-'));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(workspace, path)), { recursive: true });
      await writeFile(join(workspace, path), text);
    }
    const server = await serve({
      vsix,
      workspace,
      settings: { ...plainTyping, ...settings },
      ...(prepare && { prepare }),
      restricted,
    });
    await rm(workspace, { recursive: true });
    const browser = await chromium.launch({ executablePath, args: flags });
    const context = await browser.newContext({
      viewport,
      deviceScaleFactor: scale,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    if (language) await context.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)}`);
    return new Editor(await context.newPage(), browser, server);
  }

  /** The address by which the editor finds a file or folder of this machine. */
  address(path: string): string {
    return `vscode-remote://${new URL(this.#server.url).host}${path}`;
  }

  /** Changes settings; they hold from the next `open` on. */
  async set(settings: Record<string, unknown>): Promise<void> {
    const before = JSON.parse(await readFile(this.#server.settings, 'utf8')) as object;
    await writeFile(this.#server.settings, JSON.stringify({ ...before, ...settings }));
  }

  /** Gives a command a key; it holds from the next `open` on. */
  async bind(key: string, command: string): Promise<void> {
    await writeFile(join(dirname(this.#server.settings), 'keybindings.json'), JSON.stringify([{ key, command }]));
  }

  /** Presses keys, one after the other. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** A second window on the same workspace. */
  async another(): Promise<Editor> {
    return new Editor(await this.page.context().newPage(), this.#browser, this.#server);
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
  }

  /**
   * Loads the page with one file open, and waits until the file can be typed in.
   *
   * @param workspace a file among the workspace's that names the folders to open, instead of the one with all files
   */
  async open(path: string, workspace?: string): Promise<void> {
    const query = new URLSearchParams({
      ...(workspace === undefined ? { folder: this.#server.workspace } : { workspace: this.#file(workspace) }),
      payload: JSON.stringify([['openFile', this.address(this.#file(path))]]),
    });
    await this.page.goto(`${this.#server.url}/?${query}`, { timeout: patience });
    await this.page.locator('.editor-instance .view-lines').first().waitFor({ timeout: patience });
  }

  /** Shows another file of the page's workspace, by a click in the explorer; `folder/name` opens the folder first. */
  async show(path: string): Promise<void> {
    const row = (name: string) =>
      this.page
        .locator('.explorer-folders-view .monaco-list-row')
        .filter({ has: this.page.getByText(name, { exact: true }) });
    const parts = path.split('/');
    const name = parts.pop()!;
    for (const folder of parts) {
      if ((await row(folder).getAttribute('aria-expanded')) !== 'true') await row(folder).click();
    }
    await row(name).dblclick();
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor({ timeout: patience });
  }

  /** Asks for a suggestion, by the editor's own command. */
  async ask(): Promise<void> {
    await this.command('Trigger Inline Suggestion');
  }

  /** How often the model has answered since its counts were reset. */
  async answers(): Promise<number> {
    await this.page.evaluate(() => navigator.clipboard.writeText(''));
    await this.command('Palimpsest: Copy Diagnostics');
    const read = () => this.page.evaluate(() => navigator.clipboard.readText());
    const text = await until(read, (text) => text !== '', patience);
    return Number(/^All suggestions: (\d+) answers/m.exec(text)![1]);
  }

  /** Writes a file of the workspace behind the editor's back. */
  async write(path: string, text: string): Promise<void> {
    await writeFile(this.#file(path), text);
  }

  /** Puts the cursor at a line and column, both from 1. */
  async goTo(line: number, column: number): Promise<void> {
    const input = await this.#quickInput(`:${line}:${column}`, async () => {
      await this.page.locator('.editor-instance .view-lines').first().click();
      await this.page.keyboard.press('Control+G');
    });
    await input.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** Types like a quick person. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 30 });
  }

  /** Runs a command by its title. One that asks something has its input open afterwards. */
  async command(title: string, { asks = false } = {}): Promise<void> {
    const input = await this.#quickInput(`>${title}`, () => this.page.keyboard.press('F1'));
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first().waitFor();
    await input.press('Enter');
    if (!asks) await input.waitFor({ state: 'hidden' });
  }

  /** Opens the editor's input and fills it; once more where something that was still loading took the focus, and so shut it. */
  async #quickInput(text: string, open: () => Promise<void>): Promise<Locator> {
    const input = this.page.locator('.quick-input-widget input');
    const filled = async () => {
      await open();
      return input.fill(text, { timeout: 10_000 }).then(
        () => true,
        () => false,
      );
    };
    if (!(await until(filled, Boolean, patience))) throw new Error(`There is no input for "${text}".`);
    return input;
  }

  /** Shows the memory panel, by its command's title, and waits until it has the focus: it takes that when it has loaded. */
  async showMemory(title = 'Palimpsest: Show Memory'): Promise<void> {
    await this.command(title);
    await this.panelBody().waitFor({ timeout: patience });
    await this.page.waitForFunction(() => document.activeElement instanceof HTMLIFrameElement, undefined, {
      timeout: patience,
    });
  }

  /** Leaves only this on a line. */
  async clear(line: number, text: string): Promise<void> {
    await this.goTo(line, 1);
    await this.page.keyboard.press('Shift+End');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.insertText(text);
  }

  /** The lines of ghost text below the cursor's, perhaps none. */
  async ghostLinesNow(): Promise<string[]> {
    const lines = this.page.locator('.suggest-preview-text .view-line');
    return (await lines.allTextContents()).map((line) => line.replaceAll('\u00a0', ' '));
  }

  /** The lines of ghost text below the cursor's as soon as there are any. */
  async ghostLines(): Promise<string[]> {
    const lines = await until(
      () => this.ghostLinesNow(),
      ({ length }) => length > 0,
      patience,
    );
    if (lines.length === 0) throw new Error('No lines of ghost text came.');
    return lines;
  }

  /** The ghost text on the screen as soon as there is one, or as soon as it is the text that is waited for. */
  async ghostText(wanted?: string, timeout = patience): Promise<string> {
    const is = (text: string) => (wanted === undefined ? text !== '' : text === wanted);
    return this.#ghostTextThat(is, timeout);
  }

  /** The ghost text on the screen as soon as it is another one. */
  async otherGhostText(than: string): Promise<string> {
    return this.#ghostTextThat((text) => text !== '' && text !== than, patience);
  }

  async #ghostTextThat(is: (text: string) => boolean, timeout: number): Promise<string> {
    const text = await until(() => this.#ghostText(), is, timeout);
    if (text === '') throw new Error(`No ghost text came within ${timeout} ms.`);
    return text;
  }

  /** Waits until the status item says something that matches. */
  async waitForStatus(pattern: RegExp): Promise<void> {
    const read = async () => (await this.#status().getAttribute('aria-label', { timeout: patience })) ?? '';
    const label = await until(read, (label) => pattern.test(label), patience);
    if (!pattern.test(label)) throw new Error(`The status item says "${label}", not ${String(pattern)}.`);
  }

  /**
   * Does something that the status item says something about for a moment, and waits for both. Every change of its words
   * is looked at: on a busy machine a frame may be late enough to show none of that moment.
   */
  async passes(pattern: RegExp, act: () => Promise<void>): Promise<void> {
    const seen = await this.page.evaluateHandle(
      ({ item, source }) => {
        const words = () => document.querySelector(item)?.getAttribute('aria-label') ?? '';
        const seen = { now: false };
        const look = (word: string | null) => (seen.now ||= new RegExp(source).test(word ?? ''));
        const changes = { subtree: true, childList: true, attributes: true, attributeOldValue: true };
        new MutationObserver((records) => {
          for (const { oldValue } of records) look(oldValue);
          look(words());
        }).observe(document.querySelector('.part.statusbar')!, { ...changes, attributeFilter: ['aria-label'] });
        return seen;
      },
      { item: statusItem, source: pattern.source },
    );
    await act();
    await this.until(() => seen.evaluate(({ now }) => now));
    await seen.dispose();
  }

  /** Opens the status item's menu, and returns what it says: title, state, and the lines. */
  async menu(): Promise<string[]> {
    await this.#status().click();
    const widget = this.page.locator('.quick-input-widget');
    const rows = widget.locator('.monaco-list-row');
    await rows.first().waitFor({ timeout: patience });
    const title = await widget.locator('.quick-input-title').innerText();
    const state = (await widget.locator('input').getAttribute('placeholder')) ?? '';
    const lines = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('aria-label') ?? ''));
    return [title, state, ...lines];
  }

  /** Chooses a line of the menu that is open. */
  async choose(label: string): Promise<void> {
    const row = this.page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: label }).first();
    await row.click();
  }

  /** Whether no suggestion comes within the time. */
  async isSilent(milliseconds = 4000): Promise<boolean> {
    const shown = async () => (await this.#ghostText()) + (await this.ghostLinesNow()).join('\n');
    return (await until(shown, (text) => text !== '', milliseconds)) === '';
  }

  /** The texts of the notifications. */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notification-toast .notification-list-item-message').allTextContents();
  }

  /** Waits until it holds. */
  async until(holds: () => Promise<boolean>): Promise<void> {
    if (!(await until(holds, (value) => value, patience))) throw new Error(`It does not hold after ${patience} ms.`);
  }

  /** The memory panel as it is now, once it shows the last suggestion's memory: nothing has changed for a while. */
  async panel(): Promise<{ scale: number }> {
    const sequence = () => this.panelBody().getAttribute('data-sequence', { timeout: patience });
    let last: string | null;
    do {
      last = await sequence();
      await pause(1000);
    } while (last === null || last !== (await sequence()));
    return { scale: Number(await this.panelBody().getAttribute('data-scale')) };
  }

  /** Chooses one of the memory panel's views by its tab, and waits until the panel has drawn it. */
  async view(id: ViewId): Promise<void> {
    await this.panelBody().locator(`#tab-${id}`).click({ timeout: patience });
    await this.panelBody().locator(`#view-${id}`).waitFor({ timeout: patience });
    await this.panel();
  }

  /** Red, green, blue and alpha of one cell in the panel's picture of a head. */
  async panelPixel(layer: number, head: number, row: number, column: number): Promise<number[]> {
    const canvas = this.panelBody().locator(`canvas[data-layer="${layer}"][data-head="${head}"]`);
    return canvas.evaluate(
      (element, [x, y]) => [...(element as HTMLCanvasElement).getContext('2d')!.getImageData(x, y, 1, 1).data],
      [column, row] as const,
    );
  }

  #status(): Locator {
    return this.page.locator(statusItem).first();
  }

  /** The body of the memory panel's page. */
  panelBody(): Locator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame').locator('body');
  }

  /** Saves, waits until the file has no unsaved change, and returns what the disk holds. */
  async save(path: string): Promise<string> {
    const before = (await stat(this.#file(path))).mtimeMs;
    await this.page.keyboard.press('Control+S');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached', timeout: patience });
    await until(
      async () => (await stat(this.#file(path))).mtimeMs,
      (time) => time !== before,
      patience,
    );
    return this.disk(path);
  }

  /** What the disk holds. */
  async disk(path: string): Promise<string> {
    return readFile(this.#file(path), 'utf8');
  }

  async #ghostText(): Promise<string> {
    const ghost = this.page.locator('.ghost-text-decoration, .ghost-text-decoration-preview');
    return (await ghost.allTextContents()).join('').replaceAll('\u00a0', ' ');
  }

  #file(path: string): string {
    return join(this.#server.workspace, path);
  }

  /** Takes a picture into test/e2e/out/. */
  async picture(name: string): Promise<void> {
    await mkdir(out, { recursive: true });
    await this.page.screenshot({ path: join(out, `${name}.png`) });
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Reads until it is what is wanted, or time is up; returns what was read last. */
async function until<T>(read: () => Promise<T>, wanted: (value: T) => boolean, timeout: number): Promise<T> {
  const end = Date.now() + timeout;
  for (;;) {
    const value = await read();
    if (wanted(value) || Date.now() > end) return value;
    await pause(100);
  }
}
