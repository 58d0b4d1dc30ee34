import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { panelHtml } from '../../../src/editor/panel-html.ts';

describe('the panel’s page', () => {
  const html = panelHtml({
    nonce: 'n0',
    cspSource: 'vscode-webview:',
    script: 's.js',
    style: 's.css',
    language: 'de',
    words: { ready: '"><script>alert(1)</script>' },
  });

  it('forbids everything but its script and its style sheet', () => {
    const policy = /content="(default-src[^"]*)"/.exec(html)?.[1];
    assert.equal(policy, "default-src 'none'; script-src 'nonce-n0'; style-src vscode-webview:");
    assert.doesNotMatch(html, /unsafe/);
  });

  it('carries the words as text, whatever they are', () => {
    assert.match(html, /<html lang="de">/);
    assert.match(html, /data-words="{&quot;ready&quot;:&quot;\\&quot;&gt;&lt;script&gt;/);
  });

  it('has one script, with the nonce, and no style or handler of its own', () => {
    assert.deepEqual(html.match(/<script[^>]*>/g), ['<script nonce="n0" src="s.js">']);
    assert.doesNotMatch(html, /<style|style=|\son\w+=/);
  });
});
