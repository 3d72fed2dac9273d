package hsm

// Kill ends the program that runs the module, as a module that breaks does.
func (k *Key) Kill() error {
	k.turn.Lock()
	defer k.turn.Unlock()
	return k.running.cmd.Process.Kill()
}
