// The podlint extension: starts `podlint server`, and starts it again when its settings change.
'use strict';

const vscode = require('vscode');
const { CloseAction, ErrorAction, LanguageClient } = require('vscode-languageclient/node');
const options = require('./lib/options');

const COPY = 'Copy the command';
const LOG = 'Show the log';

let client;
let channel;
let last = Promise.resolve();

/** Called by VS Code when a text of one of our languages is opened. */
function activate(context) {
  channel = vscode.window.createOutputChannel('podlint');
  context.subscriptions.push(
    channel,
    vscode.commands.registerCommand('podlint.restart', restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('podlint')) restart();
    }),
  );
  return restart();
}

/** Called by VS Code at the end. */
function deactivate() {
  return queue(stop);
}

function restart() {
  return queue(async () => {
    await stop();
    await begin();
  });
}

/** One start or stop at a time, in order. */
function queue(step) {
  last = last.then(step).catch((error) => channel.appendLine(String(error)));
  return last;
}

async function begin() {
  const section = vscode.workspace.getConfiguration('podlint');
  const settings = options.read((name) => section.get(name));
  if (!settings.enable) return;
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath;
  const command = options.command(settings, folder);
  const state = { message: undefined, stopping: false };
  const ended = (message) => {
    if (!state.stopping && state.message === undefined) tell((state.message = message));
  };
  let child;
  try {
    child = await options.start(command, ended);
  } catch (error) {
    return ended(error.message);
  }
  const begun = new LanguageClient('podlint', 'podlint', async () => child, {
    documentSelector: options.selector(),
    outputChannel: channel,
    diagnosticCollectionName: 'podlint',
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue }),
      // What has ended with a message would end so again: it takes a change, or podlint.restart.
      closed: () => ({ action: CloseAction.DoNotRestart, handled: true }),
    },
  });
  client = { begun, child, state };
  try {
    await begun.start();
  } catch (error) {
    channel.appendLine(String(error));
    // The server's own last words come with the end of its process, and say more.
    await new Promise((resolve) => setTimeout(resolve, 500));
    ended(`podlint did not start: ${error.message}`);
    child.kill();
    client = undefined;
  }
}

async function stop() {
  const old = client;
  client = undefined;
  if (old === undefined) return;
  old.state.stopping = true;
  try {
    if (old.begun.isRunning()) await old.begun.stop();
  } finally {
    old.child.kill();
  }
}

async function tell(message) {
  channel.appendLine(message);
  const missing = message.includes(options.INSTALL);
  const answer = await vscode.window.showErrorMessage(message, ...(missing ? [COPY, LOG] : [LOG]));
  if (answer === COPY) await vscode.env.clipboard.writeText(options.INSTALL);
  if (answer === LOG) channel.show();
}

module.exports = { activate, deactivate };
