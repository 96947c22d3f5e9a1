'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const options = require('../lib/options');
const manifest = require('../package.json');

const POD = 'apiVersion: v1\nkind: Pod\nmeatdata:\n  name: a\nspec:\n  containers:\n    - {name: a, image: "a:1"}\n';

test('settings are read, and wrong types are as not set', () => {
  const given = { enable: false, path: 7, config: 'k.yaml' };
  assert.deepEqual(options.read((name) => given[name]), { enable: false, path: 'podlint', config: 'k.yaml' });
  assert.deepEqual(options.read(() => undefined), options.DEFAULTS);
});

test('the command follows the settings', () => {
  const { command, DEFAULTS } = options;
  assert.deepEqual(command(DEFAULTS, '/w'), { program: 'podlint', args: ['server'], cwd: '/w' });
  assert.deepEqual(command(DEFAULTS, undefined).cwd, undefined);
  const set = { ...DEFAULTS, path: '${workspaceFolder}/.venv/bin/podlint', config: 'a b.yaml' };
  assert.deepEqual(command(set, '/$&w'), {
    program: '/$&w/.venv/bin/podlint',
    args: ['server', '--config', 'a b.yaml'],
    cwd: '/$&w',
  });
  assert.equal(command({ ...DEFAULTS, path: '~/bin/podlint' }, '/w').program, path.join(os.homedir(), 'bin/podlint'));
  assert.equal(command({ ...DEFAULTS, path: '  ' }, '/w').program, 'podlint');
});

test('the selector names files of our languages only', () => {
  const languages = options.selector().map(({ scheme, language }) => `${scheme}:${language}`);
  assert.deepEqual(languages, ['file:yaml', 'file:json', 'file:jsonc', 'file:markdown']);
});

test('a missing program is told with the command that installs it', async () => {
  const command = { program: 'no-such-podlint', args: ['server'] };
  await assert.rejects(options.start(command), (error) => {
    assert.match(error.message, /"no-such-podlint" was not found/);
    assert.match(error.message, /pip install "podlint\[lsp\] @ git\+https:/);
    return true;
  });
});

test('a server that fails is told with its last words', async () => {
  const program = process.execPath;
  const script = 'console.error("first"); console.error("podlint: error: the last"); process.exit(2)';
  const message = await new Promise((resolve, reject) => {
    options.start({ program, args: ['-e', script] }, resolve).catch(reject);
  });
  assert.equal(message, 'podlint ended with status 2: podlint: error: the last');
  assert.match(options.failure(2, "invalid choice: 'server' (choose from ...)\n", 'podlint'), /too old/);
});

test('package.json and the code agree', () => {
  const properties = manifest.contributes.configuration.properties;
  assert.deepEqual(
    Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, value.default])),
    Object.fromEntries(Object.entries(options.DEFAULTS).map(([name, value]) => [`podlint.${name}`, value])),
  );
  assert.deepEqual(manifest.activationEvents, options.LANGUAGES.map((language) => `onLanguage:${language}`));
  const code = fs.readFileSync(path.join(__dirname, '..', manifest.main), 'utf8');
  for (const { command } of manifest.contributes.commands) assert.ok(code.includes(`'${command}'`), command);
  for (const [, name] of code.matchAll(/require\('([^.'][^']*)'\)/g)) {
    const known = name === 'vscode' || Object.hasOwn(manifest.dependencies, name.split('/')[0]);
    assert.ok(known, `${name} is required, and is not among the dependencies`);
  }
  const readme = fs.readFileSync(path.join(__dirname, '..', 'README.md'), 'utf8');
  for (const name of Object.keys(properties)) assert.ok(readme.includes(`\`${name}\``), name);
  assert.ok(readme.includes(`${manifest.name}-${manifest.version}.vsix`));
});

test('the real server answers', { skip: !process.env.PODLINT && 'PODLINT is not set', timeout: 30000 }, async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podlint-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const settings = { ...options.DEFAULTS, path: process.env.PODLINT };
  let stopped;
  const failed = new Promise((_, reject) => {
    stopped = (message) => reject(new Error(message));
  });
  const child = await options.start(options.command(settings, folder), stopped);
  let log = '';
  child.stderr.on('data', (data) => (log += data));
  t.after(() => {
    failed.catch(() => {});
    child.kill();
    t.diagnostic(log);
  });
  const next = messages(child.stdout);
  const send = (message) => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
  await Promise.race([next((message) => message.id === 1), failed]);
  send({ method: 'initialized', params: {} });
  const uri = `file://${folder}/pod.yaml`;
  const textDocument = { uri, languageId: options.selector()[0].language, version: 1, text: POD };
  send({ method: 'textDocument/didOpen', params: { textDocument } });
  const published = next((message) => message.method === 'textDocument/publishDiagnostics');
  const { params } = await Promise.race([published, failed]);
  const found = params.diagnostics.find(({ code }) => code === 'unknown-field');
  assert.deepEqual(found.range.start, { line: 2, character: 0 });
});

/** A function that waits for a message which meets a condition; others are dropped. */
function messages(stream) {
  let rest = Buffer.alloc(0);
  const arrived = [];
  let waiting = () => {};
  stream.on('data', (data) => {
    rest = Buffer.concat([rest, data]);
    for (;;) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) break;
      const size = Number(/Content-Length: (\d+)/i.exec(rest.subarray(0, end).toString())[1]);
      if (rest.length < end + 4 + size) break;
      arrived.push(JSON.parse(rest.subarray(end + 4, end + 4 + size).toString()));
      rest = rest.subarray(end + 4 + size);
    }
    waiting();
  });
  return async (condition) => {
    for (;;) {
      while (arrived.length) {
        const message = arrived.shift();
        if (condition(message)) return message;
      }
      await new Promise((resolve) => {
        waiting = resolve;
      });
    }
  };
}
