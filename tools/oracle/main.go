// Oracle says what a Kubernetes API server would say of objects that are created: it runs the server's own
// decoding, defaulting, validation and warnings, from the packages of the server, without a cluster.
//
// It reads one JSON object a line, {"id": ..., "yaml": "text of one document"}, for a custom resource with the text of
// its "definition" beside it, and prints one a line:
//
//	{"id": ..., "accepted": false, "stage": "validate", "causes": [{"field": ..., "type": ..., "message": ...}],
//	 "warnings": [...]}
//
// Stage is the step that refused: "decode", "admission" or "validate"; "definition" where the definition itself is
// refused, "kind" where it does not serve the object's version; "unknown" where the kind is none of the server's, so
// that nothing was judged. "later" are the causes of validation where fields that are not known hide them.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

type question struct {
	ID   any    `json:"id"`
	YAML string `json:"yaml"`
	// Definition is that of the object's kind, for a custom resource.
	Definition string `json:"definition"`
}

// cause is one reason for a refusal. Field is empty where the server gives no place.
type cause struct {
	Field   string `json:"field"`
	Type    string `json:"type"`
	Message string `json:"message"`
}

type answer struct {
	ID       any      `json:"id"`
	Accepted bool     `json:"accepted"`
	Stage    string   `json:"stage,omitempty"`
	Causes   []cause  `json:"causes,omitempty"`
	Later    []cause  `json:"later,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(make([]byte, 1<<20), 1<<26)
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	for input.Scan() {
		var asked question
		if err := json.Unmarshal(input.Bytes(), &asked); err != nil {
			fmt.Fprintln(os.Stderr, "oracle: a line that is no JSON:", err)
			os.Exit(2)
		}
		said := judgeAny(asked)
		said.ID = asked.ID
		line, err := json.Marshal(said)
		if err != nil {
			fmt.Fprintln(os.Stderr, "oracle:", err)
			os.Exit(2)
		}
		output.Write(line)
		output.WriteByte('\n')
		// One answer for each question at once: whoever asks may wait for it before asking again.
		output.Flush()
	}
	if err := input.Err(); err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(2)
	}
}

func judgeAny(asked question) answer {
	if asked.Definition != "" {
		return judgeCustom([]byte(asked.Definition), []byte(asked.YAML))
	}
	return judge([]byte(asked.YAML))
}
