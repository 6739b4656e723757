package simulate

import "strings"

// Names of the catalogue's models.
const (
	Nomic    = "nomic-embed-text:latest"
	MiniLM   = "all-minilm:latest"
	MxbaiBig = "mxbai-embed-large:latest"
	Llama    = "llama3.2:latest"
)

// Catalogue returns models as the public library has them: three for
// embedding, and one that is not.
func Catalogue() []Model {
	return []Model{
		{
			Name: Nomic, Digest: "0a109f422b47e3a30ba2b10eca18548e944e8a23073ee3f3e947efcf3c45e59f",
			Family: "nomic-bert", ParameterSize: "137M", Quantization: "F16",
			Dimension: 768, ContextLength: 2048, Size: 274302450,
		},
		{
			Name: MiniLM, Digest: "1b226e2802dbb772b5fc32a58f103ca1804ef7501331012de126ab22f67475ef",
			Family: "bert", ParameterSize: "23M", Quantization: "F16",
			Dimension: 384, ContextLength: 256, Size: 45960996,
		},
		{
			Name: MxbaiBig, Digest: "468836162de7f81e041c43663fedbbba921dcea9b9fefea135685a39b2d83dd8",
			Family: "bert", ParameterSize: "334M", Quantization: "F16",
			Dimension: 1024, ContextLength: 512, Size: 669615493,
		},
		{
			Name: Llama, Digest: "a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72",
			Family: "llama", ParameterSize: "3.2B", Quantization: "Q4_K_M",
			Dimension: 3072, ContextLength: 131072, Size: 2019393189,
			Capabilities: []string{"completion", "tools"},
		},
	}
}

// Known returns the catalogue's models of these names, in their order; unknown
// names are left out.
func Known(names ...string) []Model {
	var found []Model
	for _, name := range names {
		if m, ok := findModel(Catalogue(), name); ok {
			found = append(found, m)
		}
	}
	return found
}

// findModel looks a model up as Ollama does: without regard to case, and with
// the tag latest where none is given.
func findModel(models []Model, name string) (Model, bool) {
	want := fullName(name)
	for _, m := range models {
		if strings.EqualFold(fullName(m.Name), want) {
			return m, true
		}
	}
	return Model{}, false
}

// fullName gives a name its tag, and drops the parts that mean the default
// registry.
func fullName(name string) string {
	name = strings.TrimPrefix(name, "registry.ollama.ai/")
	name = strings.TrimPrefix(name, "library/")
	if name != "" && !strings.Contains(name[strings.LastIndex(name, "/")+1:], ":") {
		name += ":latest"
	}
	return name
}

// capabilities of the model, with the default filled in.
func (m Model) capabilities() []string {
	if len(m.Capabilities) == 0 {
		return []string{"embedding"}
	}
	return m.Capabilities
}
