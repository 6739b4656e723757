package simulate

import "time"

// Scenario is a flock of simulated servers in a situation worth looking at.
type Scenario struct {
	// Name is what the command line says, Title one line for people, About a
	// sentence on what there is to see.
	Name, Title, About string
	Nodes              []ScenarioNode
	// Script is what happens over time; it begins anew every Period.
	Script []Step
	Period time.Duration
	// Port is where the first node listens if it is free, the next node at the
	// next port, so that a second run meets its nodes at the same addresses. 0
	// means any ports.
	Port int
	// Guard is that of the nodes and the script; see [Spec].
	Guard func(work func())
}

// ScenarioNode is a server and what its API does not tell.
type ScenarioNode struct {
	Spec
	// VRAM is the graphics memory in bytes; 0 where there is no GPU.
	VRAM int64
	// Faults are in force all the time.
	Faults []Fault
}

// GPU says whether the node has a graphics card.
func (n ScenarioNode) GPU() bool { return n.VRAM > 0 }

// Step puts faults in force on one node, beside those that it always has. What
// an earlier step put in force ends.
type Step struct {
	At     time.Duration // since the script began
	Node   string
	Faults []Fault
	// About says for people what happens.
	About string
}

// The speeds of the scenarios: the ratios that the idea of adaptive routing was
// described with (100 ms a text on a GPU, 1000 ms on a CPU) at a tenth of the
// times, so that a batch of the sample documents lasts seconds and not minutes.
const (
	gpuText = 10 * time.Millisecond
	cpuText = 100 * time.Millisecond

	gpuRequest = 3 * time.Millisecond
	cpuRequest = 6 * time.Millisecond
	gpuLoad    = 1200 * time.Millisecond
	cpuLoad    = 2500 * time.Millisecond

	// demoNoise is the variation that is left when size is accounted for.
	demoNoise = 0.12

	gigabyte = 1 << 30

	// faultyPeriod is short enough for every batch to meet some of the faults.
	faultyPeriod = 30 * time.Second

	// demoPort lies below the range from which systems give out ports.
	demoPort = 21434
)

// poison is the word on which the runners of the faulty scenario crash. One of
// the sample documents has it.
const poison = "xyzzy"

// gpu describes a node with a graphics card.
func gpu(name string, perText, roundTrip time.Duration, vram int64) ScenarioNode {
	return ScenarioNode{VRAM: vram, Spec: Spec{
		Name: name, Models: Known(Nomic, MiniLM), PerText: perText, PerRequest: gpuRequest, RoundTrip: roundTrip,
		Noise: demoNoise, SizeMatters: true, GPUShare: 1, Load: gpuLoad, Seed: hashOf(0, name),
	}}
}

// cpu describes a node without one.
func cpu(name string, perText, roundTrip time.Duration) ScenarioNode {
	return ScenarioNode{Spec: Spec{
		Name: name, Models: Known(Nomic, MiniLM), PerText: perText, PerRequest: cpuRequest, RoundTrip: roundTrip,
		Noise: demoNoise, SizeMatters: true, Load: cpuLoad, Seed: hashOf(0, name),
	}}
}

// poisoned makes the runners of all nodes crash on the same word.
func poisoned(nodes []ScenarioNode) []ScenarioNode {
	for i := range nodes {
		nodes[i].Faults = append(nodes[i].Faults, Fault{Kind: PoisonText, Text: poison})
	}
	return nodes
}

// Scenarios returns the flocks of the demo; the first one is the one to begin
// with.
func Scenarios() []Scenario {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	mixed := func() []ScenarioNode {
		nodes := []ScenarioNode{
			gpu("gpu-box", gpuText, ms(2), 24*gigabyte),
			gpu("workstation", ms(13), ms(4), 8*gigabyte),
			cpu("attic", cpuText, ms(8)),
			cpu("laptop", ms(120), ms(18)),
			cpu("shed", ms(140), ms(31)),
		}
		nodes[4].Models = Known(Nomic) // a pull has something to do
		return nodes
	}
	hybrid := []ScenarioNode{
		gpu("gpu-box", gpuText, ms(2), 12*gigabyte),
		gpu("workstation", ms(14), ms(4), 8*gigabyte),
		gpu("studio", ms(20), ms(6), 8*gigabyte),
		gpu("laptop", ms(32), ms(12), 4*gigabyte),
		cpu("attic", ms(40), ms(9)),
	}
	hybrid[3].GPUShare = 0.6 // the model does not fit

	return []Scenario{
		{
			Name: "mixed", Title: "two GPUs and three CPUs", Port: demoPort,
			About: "The usual household: the two fast nodes do most of the work, and slow ones help where that ends the batch sooner.",
			Nodes: mixed(),
		},
		{
			Name: "dominant", Title: "one fast GPU and two slow CPUs", Port: demoPort,
			About: "One node is ten times as fast as the others: splitting evenly would take three times as long as the fast one alone.",
			Nodes: []ScenarioNode{
				gpu("gpu-box", gpuText, ms(31), 8*gigabyte),
				cpu("localhost", cpuText, ms(1)),
				cpu("attic", cpuText, ms(25)),
			},
		},
		{
			Name: "balanced", Title: "three similar GPUs", Port: demoPort,
			About: "All nodes are about equally fast: working in parallel is three times as fast as the fastest alone.",
			Nodes: []ScenarioNode{
				gpu("rack-1", gpuText, ms(2), 24*gigabyte),
				gpu("rack-2", ms(12), ms(2), 24*gigabyte),
				gpu("rack-3", ms(11), ms(2), 24*gigabyte),
			},
		},
		{
			Name: "hybrid", Title: "five nodes, the slowest a quarter as fast", Port: demoPort,
			About: "No node dominates and none is alike: the rules take the three fastest, the prediction looks at all.",
			Nodes: hybrid,
		},
		{
			Name: "faulty", Title: "two GPUs and three CPUs, and everything that goes wrong", Port: demoPort,
			About: "A node dies and comes back, one becomes slow, one says that it is busy, one text crashes every runner: nothing is lost.",
			Nodes: poisoned(mixed()), Period: faultyPeriod, Script: []Step{
				{At: ms(3000), Node: "workstation", Faults: []Fault{{Kind: Down}}, About: "workstation is switched off"},
				{At: ms(8000), Node: "workstation", About: "workstation is back"},
				{At: ms(10000), Node: "gpu-box", Faults: []Fault{{Kind: SlowBy, Factor: 4}}, About: "somebody else uses gpu-box"},
				{At: ms(16000), Node: "gpu-box", About: "gpu-box is free again"},
				{At: ms(17000), Node: "attic", Faults: []Fault{{Kind: Busy503, Probability: 0.6}}, About: "attic is busy"},
				{At: ms(21000), Node: "attic", About: "attic has time again"},
				{At: ms(22000), Node: "shed", Faults: []Fault{{Kind: Hang}}, About: "shed does not answer any more"},
				{At: ms(27000), Node: "shed", About: "shed answers again"},
			},
		},
	}
}

// FindScenario returns the scenario of this name.
func FindScenario(name string) (Scenario, bool) {
	for _, s := range Scenarios() {
		if s.Name == name {
			return s, true
		}
	}
	return Scenario{}, false
}
