" Vim compiler file: :compiler podlint, then :make fills the quickfix list with podlint's findings of this file.
if exists('current_compiler')
  finish
endif
let current_compiler = 'podlint'
CompilerSet makeprg=podlint\ check\ --output-format=concise\ -q\ %:S
CompilerSet errorformat=%f:%l:%c:\ %t%*[^:]:\ %m,%-G%.%#
