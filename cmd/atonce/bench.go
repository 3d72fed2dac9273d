package main

// benchCommand measures this machine. Nothing is asserted: the figures are printed
// as they are.
type benchCommand struct {
	Store benchStoreCommand `cmd:"" help:"The journal write beside the bare engine's own limit, in one run."`
}
