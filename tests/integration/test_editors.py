"""The set-ups of docs/editors.md, in the editors that are here."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest

ROOT = Path(__file__).parents[2]
POD = 'apiVersion: v1\nkind: Pod\nmeatdata:\n  name: a\nspec:\n  containers:\n    - {name: a, image: "a:1"}\n'
PROBE = """
vim.defer_fn(function()
  for _, d in ipairs(vim.diagnostic.get(0)) do print(d.lnum + 1, d.col + 1, d.code .. ';') end
  local params = vim.lsp.util.make_range_params()
  params.context = { diagnostics = {}, only = { 'source.fixAll' } }
  for id, answer in pairs(vim.lsp.buf_request_sync(0, 'textDocument/codeAction', params, 5000)) do
    for _, action in ipairs(answer.result or {}) do
      vim.lsp.util.apply_workspace_edit(action.edit, vim.lsp.get_client_by_id(id).offset_encoding)
    end
  end
  print(vim.fn.getline(3))
  vim.cmd('qa!')
end, 6000)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pod.yaml").write_text(POD)
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "podlint").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m podlint "$@"\n')
    (programs / "podlint").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.skipif(which("nvim") is None, reason="no Neovim here")
def test_neovim_shows_findings_and_mends_them(folder: Path) -> None:
    blocks = re.findall(r"```lua\n(.*?)```", (ROOT / "docs" / "editors.md").read_text(encoding="utf-8"), re.DOTALL)
    version = subprocess.run(["nvim", "--version"], capture_output=True, text=True, check=True).stdout
    new = tuple(map(int, re.findall(r"\d+", version)[:2])) >= (0, 11)
    (folder / "init.lua").write_text(blocks[0 if new else 1])
    (folder / "probe.lua").write_text(PROBE)
    command = ["nvim", "--headless", "-u", "init.lua", "pod.yaml", "-c", "luafile probe.lua"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    told = done.stdout + done.stderr
    assert re.search(r"3\s+1\s+unknown-field;", told), told
    assert told.rstrip().endswith("metadata:"), told


@pytest.mark.skipif(which("vim") is None, reason="no Vim here")
def test_vim_fills_the_quickfix_list(folder: Path) -> None:
    compiler = ROOT / "editors" / "vim"
    commands = [
        f"set rtp+={compiler}",
        "compiler podlint",
        "make!",
        "redir! > list.txt",
        "silent clist",
        "redir END",
        "qa!",
    ]
    words = [word for command in commands for word in ("-c", command)]
    subprocess.run(["vim", "-es", "-u", "NONE", *words, "pod.yaml"], capture_output=True, timeout=60, check=False)
    listed = (folder / "list.txt").read_text()
    assert 'pod.yaml:3 col 1 error: unknown field "meatdata" in Pod [*] [unknown-field]' in listed
    assert len(listed.strip().splitlines()) == 2


EMACS = """
(require 'compile)
(let ((buffer (compilation-start "podlint check --output-format concise -q pod.yaml")))
  (while (process-live-p (get-buffer-process buffer)) (accept-process-output nil 0.1))
  (with-current-buffer buffer
    (compilation--ensure-parse (point-max))
    (goto-char (point-min))
    (compilation-next-error 1)
    (let ((message (get-text-property (point) 'compilation-message)))
      (princ (format "line %s type %s" (cadr (compilation--message->loc message))
                     (compilation--message->type message))))))
"""


@pytest.mark.skipif(which("emacs") is None, reason="no Emacs here")
def test_emacs_jumps_to_findings(folder: Path) -> None:
    (folder / "probe.el").write_text(EMACS)
    command = ["emacs", "-Q", "--batch", "-l", "probe.el"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.endswith("line 3 type 2"), done.stdout + done.stderr
