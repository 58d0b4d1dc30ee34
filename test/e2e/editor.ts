import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { ensureChromium, flags } from '../../scripts/chromium.mjs';
import { serve } from '../../scripts/serve.mjs';

const out = fileURLToPath(new URL('out/', import.meta.url));

export interface EditorOptions {
  /** The packed extension. */
  readonly vsix: string;
  /** The workspace's files: text by relative path. */
  readonly files: Readonly<Record<string, string>>;
  readonly settings?: Record<string, unknown>;
  /** Gets the folder of the installed extension before VS Code starts. */
  readonly prepare?: (folder: string) => Promise<void>;
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
  static async start({ vsix, files, settings = {}, prepare }: EditorOptions): Promise<Editor> {
    const executablePath = await ensureChromium();
    const workspace = await mkdtemp(join(tmpdir(), 'palimpsest-workspace-'));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(workspace, path)), { recursive: true });
      await writeFile(join(workspace, path), text);
    }
    const server = await serve({ vsix, workspace, settings, ...(prepare && { prepare }) });
    await rm(workspace, { recursive: true });
    const browser = await chromium.launch({ executablePath, args: flags });
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    return new Editor(page, browser, server);
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
  }

  /** Loads the page with one file open, and waits until the file can be typed in. */
  async open(path: string): Promise<void> {
    const { host } = new URL(this.#server.url);
    const file = `vscode-remote://${host}${join(this.#server.workspace, path)}`;
    const query = new URLSearchParams({
      folder: this.#server.workspace,
      payload: JSON.stringify([['openFile', file]]),
    });
    await this.page.goto(`${this.#server.url}/?${query}`);
    await this.page.locator('.editor-instance .view-lines').first().waitFor({ timeout: 60_000 });
  }

  /** Puts the cursor at a line and column, both from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.locator('.editor-instance .view-lines').first().click();
    await this.page.keyboard.press('Control+G');
    const input = this.page.locator('.quick-input-widget input');
    await input.fill(`:${line}:${column}`);
    await input.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** Types like a quick person. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 30 });
  }

  /** Runs a command by its title. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input');
    await input.fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first().waitFor();
    await input.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** The ghost text on the screen, as soon as there is one. */
  async ghostText(timeout = 30_000): Promise<string> {
    const ghost = this.page.locator('.ghost-text-decoration, .ghost-text-decoration-preview');
    await ghost.first().waitFor({ timeout });
    return (await ghost.allTextContents()).join('').replaceAll('\u00a0', ' ');
  }

  /** The status item of the extension: what it says to a screen reader. */
  async status(): Promise<string> {
    const item = this.page.locator('.statusbar-item[id^="palimpsest.palimpsest"]');
    await item.waitFor({ timeout: 60_000 });
    return (await item.locator('[aria-label]').first().getAttribute('aria-label')) ?? '';
  }

  /** Waits until the status item says something that matches. */
  async waitForStatus(pattern: RegExp, timeout = 60_000): Promise<void> {
    await this.page
      .locator('.statusbar-item[id^="palimpsest.palimpsest"] [aria-label]')
      .filter({ visible: true })
      .and(this.page.getByLabel(pattern))
      .first()
      .waitFor({ timeout });
  }

  /** Saves, waits until the file has no unsaved change, and returns what the disk holds. */
  async save(path: string): Promise<string> {
    await this.page.keyboard.press('Control+S');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
    return this.disk(path);
  }

  /** What the disk holds. */
  async disk(path: string): Promise<string> {
    return readFile(join(this.#server.workspace, path), 'utf8');
  }

  /** Takes a picture into test/e2e/out/. */
  async picture(name: string): Promise<void> {
    await mkdir(out, { recursive: true });
    await this.page.screenshot({ path: join(out, `${name}.png`) });
  }
}
