import * as vscode from 'vscode';
import { open, readyExtension, suggestions } from './ask.ts';
import { check, equal } from './check.ts';
import { plain } from './completions.ts';
import type { Cases } from './suite.ts';

export const rest: Cases = {
  async 'rests when it is told to, and the next request brings it back'() {
    const api = await readyExtension();
    const document = await open('typescript', plain);
    const before = await suggestions(document, plain.length);
    // Another text, so that nothing is reused: a comment at the end moves no token before it.
    const other = await open('typescript', `${plain}\n// again`);
    api.rest();
    equal(api.state(), 'resting', 'the state');
    const start = performance.now();
    let ready: number | undefined;
    const watch = setInterval(() => {
      if (!['resting', 'loading'].includes(api.state())) ready ??= performance.now() - start;
    }, 5);
    const after = await suggestions(other, plain.length);
    clearInterval(watch);
    const [loaded, suggested] = [ready, performance.now() - start].map((ms = NaN) => Math.round(ms));
    console.log(`MEASURED back after a rest: ready in ${loaded} ms, a suggestion in ${suggested} ms`);
    check(after.length > 0 && before.length > 0, 'There is no suggestion.');
    check(api.state() !== 'resting', 'It still rests.');
  },

  async 'counts what it shows, and what is accepted'() {
    const api = await readyExtension();
    await vscode.commands.executeCommand('palimpsest.resetCounts');
    const document = await open('typescript', plain);
    await suggestions(document, plain.length);
    await suggestions(document, plain.length);
    equal(api.counts().shown, 1, 'shown: the same suggestion twice');
    await vscode.commands.executeCommand('palimpsest.accepted', 7);
    const { accepted, characters } = api.counts();
    equal([accepted, characters], [1, 7], 'accepted, characters');
  },

  async 'is paused in one document only'() {
    await readyExtension();
    const paused = await open('typescript', plain);
    await vscode.commands.executeCommand('palimpsest.pause', 'file');
    equal(await suggestions(paused, plain.length), [], 'suggestions while paused');
    const other = await open('typescript', plain);
    check((await suggestions(other, plain.length)).length > 0, 'Another document is paused, too.');
    await vscode.window.showTextDocument(paused);
    await vscode.commands.executeCommand('palimpsest.resume');
    check((await suggestions(paused, plain.length)).length > 0, 'It is not resumed.');
  },
};
