// The extension with stand-ins for VS Code and its language client.
'use strict';

const assert = require('node:assert/strict');
const Module = require('node:module');
const { test } = require('node:test');

const settings = {};
const seen = { clients: [], messages: [], commands: {}, copied: [], changed: undefined, answer: undefined };

class LanguageClient {
  constructor(id, name, launch, options) {
    Object.assign(this, { launch, options, running: false });
    seen.clients.push(this);
  }
  async start() {
    this.child = await this.launch();
    this.running = true;
  }
  isRunning() {
    return this.running;
  }
  async stop() {
    this.running = false;
  }
}

const stands = {
  vscode: {
    window: {
      createOutputChannel: () => ({ appendLine: () => {}, show: () => {} }),
      showErrorMessage: async (message, ...items) => {
        seen.messages.push(message);
        return items.find((item) => item === seen.answer);
      },
    },
    workspace: {
      getConfiguration: () => ({ get: (name) => settings[name] }),
      workspaceFolders: [{ uri: { scheme: 'file', fsPath: __dirname } }],
      onDidChangeConfiguration: (listener) => (seen.changed = listener),
    },
    commands: { registerCommand: (name, call) => (seen.commands[name] = call) },
    env: { clipboard: { writeText: async (text) => seen.copied.push(text) } },
  },
  'vscode-languageclient/node': {
    LanguageClient,
    CloseAction: { DoNotRestart: 1, Restart: 2 },
    ErrorAction: { Continue: 1, Shutdown: 2 },
  },
};
const load = Module._load;
Module._load = (name, ...others) => stands[name] ?? load(name, ...others);
const extension = require('../extension');

test('starts, restarts, obeys its settings, and tells what is wrong', { skip: process.platform === 'win32' }, async () => {
  settings.path = '/bin/cat'; // `cat server` ends at once; here only the start counts
  const context = { subscriptions: [] };
  await extension.activate(context);
  assert.equal(seen.clients.length, 1);
  assert.equal(seen.clients[0].options.documentSelector.length, 4);
  assert.equal(context.subscriptions.length, 3);

  await seen.commands['podlint.restart']();
  assert.equal(seen.clients.length, 2);
  assert.equal(seen.clients[0].running, false);
  assert.equal(seen.clients[1].running, true);

  settings.enable = false;
  seen.changed({ affectsConfiguration: (name) => name === 'podlint' });
  await extension.deactivate();
  assert.equal(seen.clients.length, 2);
  assert.equal(seen.clients[1].running, false);

  seen.messages.length = 0;
  Object.assign(settings, { enable: true, path: '/nowhere/podlint' });
  seen.answer = 'Copy the command';
  await seen.commands['podlint.restart']();
  assert.equal(seen.messages.length, 1);
  assert.match(seen.messages[0], /"\/nowhere\/podlint" was not found/);
  assert.deepEqual(seen.copied, ['pip install "podlint[lsp] @ git+https://github.com/podlint/podlint"']);

  seen.messages.length = 0;
  await seen.commands['podlint.restart']();
  assert.equal(seen.messages.length, 1, 'told again, after another attempt');
  assert.equal(seen.clients.length, 2);
});
