// What can be said without VS Code: the settings, how the server is started, and what to tell where it does not start.
'use strict';

const { spawn } = require('node:child_process');
const os = require('node:os');
const path = require('node:path');

const LANGUAGES = ['yaml', 'json', 'jsonc', 'markdown'];
const DEFAULTS = { enable: true, path: 'podlint', config: '' };
const INSTALL = 'pip install "podlint[lsp] @ git+https://github.com/podlint/podlint"';
const KEPT = 4000; // characters of the server's last words

/** The documents that the server is told of. */
function selector() {
  return LANGUAGES.map((language) => ({ scheme: 'file', language }));
}

/** The settings, read with `get` (a configuration section's); what has the wrong type counts as not set. */
function read(get) {
  const settings = {};
  for (const [name, value] of Object.entries(DEFAULTS)) {
    const given = get(name);
    settings[name] = typeof given === typeof value ? given : value;
  }
  return settings;
}

/** Program, arguments and working folder of the server. */
function command(settings, folder) {
  const program = expand(settings.path.trim(), folder) || DEFAULTS.path;
  const config = expand(settings.config.trim(), folder);
  return { program, args: config ? ['server', '--config', config] : ['server'], cwd: folder };
}

function expand(text, folder) {
  const whole = folder === undefined ? text : text.split('${workspaceFolder}').join(folder);
  return /^~[\\/]/.test(whole) ? path.join(os.homedir(), whole.slice(2)) : whole;
}

/**
 * Start the server. Resolves to the process once it runs, rejects with an error for people where it cannot.
 * `ended` is called with a message where the process fails later.
 */
function start({ program, args, cwd }, ended = () => {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: 'pipe' });
    let words = '';
    child.stderr?.on('data', (data) => {
      words = (words + data).slice(-KEPT);
    });
    child.once('spawn', () => resolve(child));
    child.once('error', (error) => reject(new Error(refusal(error, program))));
    child.once('close', (status, signal) => {
      if (status || signal) ended(failure(status ?? signal, words, program));
    });
  });
}

/** Why a program could not be started. */
function refusal(error, program) {
  if (error.code === 'ENOENT') {
    return `podlint is not there: "${program}" was not found. Install it with ${INSTALL}, or set podlint.path.`;
  }
  return `podlint cannot be started: ${error.message}`;
}

/** Why a server ended: its last line, which for a broken set-up says what to do. */
function failure(status, words, program) {
  const last = words.trimEnd().split(/\r?\n/).pop().trim();
  if (/invalid choice: '?server/.test(words)) {
    return `podlint is too old for the language server: "${program}". Renew it with ${INSTALL} --upgrade.`;
  }
  return `podlint ended with status ${status}${last ? `: ${last}` : ''}`;
}

module.exports = { DEFAULTS, INSTALL, LANGUAGES, command, failure, read, refusal, selector, start };
