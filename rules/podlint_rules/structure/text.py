"""What the parser finds: these rules are declared here and found by the engine while it reads."""

from __future__ import annotations

from podlint.api import EngineRule, Scope, Severity, rule


@rule(EngineRule.YAML_SYNTAX, severity=Severity.ERROR, scope=Scope.ENGINE)
def yaml_syntax() -> None:
    """Document that cannot be read.

    ## Why is this bad?
    `kubectl` and every controller that applies the file stop at it. Each slip is one finding, at the place where it is
    to be corrected: tabs as indentation, a space or a colon that is missing behind a key, a line that stands beside its
    neighbours, quotes and brackets left open, what was copied along with the text (commands, fences, line numbers,
    signs of a diff), marks of a merge, characters that only look like spaces or colons. Besides what is not YAML at
    all, this covers what Kubernetes' reader refuses: aliases without an anchor, aliases that grow without bound, lists
    or mappings as keys, `.inf` and `.nan`, text on the `---` line.

    A slip hides nothing: the document is read as it was meant, and everything else in it is checked. Where that is a
    guess nothing is said of what it concerns. What cannot be understood is left out, to the end of the document at
    most; the summary counts such a document as read in part.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
    data:
      colors: "red, green
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
    data:
      colors: "red, green"
    ```

    ## Fix safety
    Safe where the text can only have been meant in one way, unsafe where that is a guess. The result is read again: it
    says what the document was read as, and nothing else.

    ## References
    - https://yaml.org/spec/1.2.2/#61-indentation-spaces
    """


@rule(EngineRule.STRAY_SEPARATOR, severity=Severity.ERROR, scope=Scope.ENGINE)
def stray_separator() -> None:
    """Separator `---` that cuts an object in two, or begins a document that is none.

    ## Why is this bad?
    What stands behind `---` is a document of its own. One without apiVersion and kind is refused, with everything
    behind it: `kubectl apply` says "Object 'Kind' is missing", and ends with status 1. Mostly a `---` slipped in
    between the parts of one object, so that its `data`, `spec` or `rules` is not its own any more. Only files that hold
    objects are looked at, and documents that hold a mapping; where the keys of the second part fit the object before
    them, they are checked as a part of it.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
    ---
    data:
      colors: red
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
    data:
      colors: red
    ```

    ## Fix safety
    Safe: only a line `---` between two parts of one object is removed, and the result is read again.

    ## References
    - https://yaml.org/spec/1.2.2/#92-streams
    """


@rule(EngineRule.VALUE_CUT_OFF, severity=Severity.WARNING, scope=Scope.ENGINE)
def value_cut_off() -> None:
    """Value that loses a part to a comment, an anchor or a tag.

    ## Why is this bad?
    Without quotes, a space and `#` begin a comment, `&` an anchor and `!` a tag: what stands there is no part of the
    value, and nobody is told. Most comments behind a value are meant, so only what nobody writes as one is reported:
    the other half of quotes or brackets that the value opens; a `#` with nothing behind it (`C #`); a number behind a
    text (`issue #12`); a colour, a channel or a password that begins with `#`; an anchor that nothing repeats, or a
    tag, where a value should be.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: theme
    data:
      color: #ff8800
      title: Fixes issue #12
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: theme
    data:
      color: "#ff8800"
      title: "Fixes issue #12"
    ```

    ## Fix safety
    Unsafe: the whole value is put in quotes, with what was a comment.

    ## References
    - https://yaml.org/spec/1.2.2/#66-comments
    """


@rule(EngineRule.DUPLICATE_KEY, severity=Severity.ERROR, scope=Scope.ENGINE)
def duplicate_key() -> None:
    """Key that its mapping holds already.

    ## Why is this bad?
    kubectl makes JSON of the file before it sends it, and silently keeps the last value: what runs is not what the
    first one says. Kustomize and other strict readers refuse the file, and so does the API server where a client sends
    it YAML. A key that overrides one merged with `<<` is no duplicate.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
      name: options
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
    ```

    ## References
    - https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
    """


@rule(EngineRule.REPEATED_MERGE_KEY, severity=Severity.WARNING, scope=Scope.ENGINE)
def repeated_merge_key() -> None:
    """Merge key `<<` that stands twice in one mapping.

    ## Why is this bad?
    The API server's reader merges both; Kustomize and other tools with a newer YAML reader stop at the second one as
    at any key that is written twice. A list of aliases says the same to all of them; in it the first one wins, while
    of two keys the later one does.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
      labels: &one {app: web}
      annotations: &two {team: shop}
    data:
      <<: *one
      <<: *two
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
      labels: &one {app: web}
      annotations: &two {team: shop}
    data:
      <<: [*two, *one]
    ```

    ## Fix safety
    Safe: the result is read again, and is the same.

    ## References
    - https://yaml.org/type/merge.html
    """


@rule(EngineRule.YAML11_SCALAR, severity=Severity.ERROR, scope=Scope.ENGINE)
def yaml11_scalar() -> None:
    """Unquoted value or key that Kubernetes reads as another type than it shows.

    ## Why is this bad?
    Kubernetes reads YAML 1.1: `yes`, `no`, `on`, `off`, `y` and `n` are booleans, `0777` is the number 511, `1_000` is
    1000 and `1e3` is 1000.0. Where a string is wanted the API server refuses the object; as a key, `on` silently
    becomes `true`. Where a number is wanted the value is taken as the number it is, and nothing is reported.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
    data:
      verbose: yes
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
    data:
      verbose: "yes"
    ```

    ## Fix safety
    Safe: the value is quoted as it is written.

    ## References
    - https://yaml.org/type/bool.html
    - https://github.com/kubernetes/kubernetes/issues/34146
    """


@rule(EngineRule.NOT_A_MANIFEST, severity=Severity.INFO, scope=Scope.ENGINE, default=False)
def not_a_manifest() -> None:
    """Document without apiVersion and kind in a checked file.

    ## Why is this bad?
    It is not: most YAML is no manifest. podlint counts such documents as skipped; this rule shows which they are, for
    folders in which everything should be a manifest.

    ## Example
    ```yaml bad file
    replicas: 3
    image: nginx
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
    ```
    """


@rule(EngineRule.PLACEHOLDER, severity=Severity.INFO, scope=Scope.ENGINE)
def placeholder() -> None:
    """Placeholder that is to be filled in before the manifest is applied.

    ## Why is this bad?
    A value such as `<name>`, `{NAME}`, `PROJECT_ID` or `CHANGEME` stands where the API server or a node refuses it. It
    is most likely left for whoever applies the manifest, so it is no mistake, and nothing else is said of it: no
    format, no missing object, no better spelling. So it is with names, hosts and images that would be taken, and that
    nobody would write but to have them replaced: `changeme`, `REPLACE_ME`, `your-registry/app`. One note names all of a
    file. What a tool fills in by itself (`${NAME}`, `{{ name }}`) is left open without a note. Markdown files, which
    show how something is filled in, get none either.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata:
      name: CLAIM_NAME
    spec:
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: <size>}}
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata:
      name: letters
    spec:
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 10Gi}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
    """
