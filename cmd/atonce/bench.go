package main

// benchCommand measures this machine. Nothing is asserted: the figures are printed
// as they are.
type benchCommand struct {
	Store     benchStoreCommand     `cmd:"" help:"The journal write beside the bare engine's own limit, in one run."`
	Lifecycle benchLifecycleCommand `cmd:"" help:"Whole cases through the HTTP door: file, accept, propose, decide, read."`
	Pages     benchPagesCommand     `cmd:"" help:"Pages of the faces under load: requests a second, the slowest, and what each asks of the database."`
	Evidence  benchEvidenceCommand  `cmd:"" help:"The log at a thousand and at a million entries: proofs, appends, the delay of signed heads."`
	Benefits  benchBenefitsCommand  `cmd:"" help:"Twenty policies over a whole register of people, held to an independent oracle."`
	Replay    benchReplayCommand    `cmd:"" help:"A changed rule tried on a million past decisions."`
	Start     benchStartCommand     `cmd:"" help:"Start to first answer, and memory when idle."`
	Import    benchImportCommand    `cmd:"" help:"Records read into a register: rows in a second, most memory, and a kill in the middle."`
}
