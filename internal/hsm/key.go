package hsm

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"atonce/internal/fail"
	"atonce/internal/sign"
)

// program is the name of the program that runs a module's library.
const program = "atonce-hsm"

// PINVariable is the environment variable that a PIN is taken from where the URI names no file.
const PINVariable = "ATONCE_HSM_PIN"

// patience is how long a module may take for one answer before its program is ended. The slowest smart cards take a
// few seconds to sign.
var patience = 30 * time.Second

// silent is the text of a module that gave no answer in that time.
const silent = "hsm.silent"

// rest is how long a key is not used before its session is closed. The next signature opens it.
const rest = 5 * time.Minute

// Key is a private key in a module. It signs one message at a time, and opens the module
// again when the session was lost. It may be used by several goroutines.
type Key struct {
	uri    URI
	public sign.Public

	turn    sync.Mutex
	running *process // nil while no session is open
	closed  error    // why no session may be opened any more
	idle    *time.Timer
}

// Open finds the key in its module.
func Open(u URI) (*Key, error) { return open(u, "") }

// Make makes a key of a suite in the module, under the URI's object and id, and opens it.
func Make(u URI, suite sign.Suite) (*Key, error) {
	if suite == sign.SM2 {
		return nil, fail.New(fail.Invalid, "hsm.suite")
	}
	return open(u, suite)
}

func open(u URI, suite sign.Suite) (*Key, error) {
	k := &Key{uri: u}
	k.turn.Lock()
	defer k.turn.Unlock()
	forget(u)
	return k, k.start(suite)
}

// Public is the key that others verify with.
func (k *Key) Public() sign.Public { return k.public }

// URI is where the key is.
func (k *Key) URI() URI { return k.uri }

// Sign gives the signature of the module over message, once the public key has accepted it: a broken
// module gives nothing out. A session that was lost is opened again once.
func (k *Key) Sign(message []byte) ([]byte, error) {
	k.turn.Lock()
	defer k.turn.Unlock()
	a, err := k.ask(message)
	if err != nil {
		return nil, err
	}
	if !k.public.Verify(message, a.Signature) {
		k.end()
		return nil, fail.New(fail.Internal, "hsm.signature")
	}
	return a.Signature, nil
}

func (k *Key) ask(message []byte) (Answer, error) {
	for fresh := false; ; fresh = true {
		if k.running == nil {
			if err := k.start(""); err != nil {
				return Answer{}, err
			}
			fresh = true
		}
		a, err := k.running.ask(Request{Sign: message})
		k.idle.Reset(rest)
		if err == nil && a.Refused == nil {
			return a, nil
		}
		if err == nil {
			err = a.Refused.err()
		}
		if a.Refused == nil || a.Refused.Lost {
			k.end()
			if !fresh && fail.As(err).Key != silent { // who waited for one that hangs does not wait twice
				continue
			}
		}
		return Answer{}, err
	}
}

// start opens a session. A PIN that was refused is not tried again, by this key or by another of the same token: a
// module counts, and locks itself.
func (k *Key) start(suite sign.Suite) error {
	if k.closed != nil {
		return k.closed
	}
	pin, err := k.uri.pin()
	if err != nil {
		return err
	}
	t := tried(k.uri, pin)
	t.turn.Lock()
	defer t.turn.Unlock()
	if t.refused != nil {
		k.closed = t.refused
		return k.closed
	}
	p, err := newProcess()
	if err != nil {
		return err
	}
	a, err := p.ask(Request{Find: &Find{Key: k.uri, PIN: pin, Make: suite}})
	if err == nil && a.Refused != nil {
		err = a.Refused.err()
		if a.Refused.Key == "hsm.pin" || a.Refused.Key == "hsm.pin-locked" {
			k.closed, t.refused = err, err
		}
	}
	if err != nil {
		p.end()
		return err
	}
	public, err := sign.NewPublic(a.Suite, a.Point)
	switch {
	case err != nil:
		p.end()
		return err
	case k.public.IsZero():
		k.public = public
	case !k.public.Equal(public):
		p.end()
		return fail.New(fail.Invalid, "hsm.other-key")
	}
	k.running = p
	if k.idle == nil {
		k.idle = time.AfterFunc(rest, k.Close)
	}
	return nil
}

// Close ends the session. The next signature opens it again.
func (k *Key) Close() {
	k.turn.Lock()
	defer k.turn.Unlock()
	k.end()
}

func (k *Key) end() {
	if k.running != nil {
		k.running.end()
		k.running = nil
	}
}

// process is a running atonce-hsm.
type process struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	answers *bufio.Reader
	out     *os.File
}

// newProcess starts the program that lies beside this one, or else the one on the path.
func newProcess() (*process, error) {
	file, err := findProgram()
	if err != nil {
		return nil, fail.New(fail.Invalid, "hsm.program").Because(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fail.Wrap(err, "hsm: pipe")
	}
	defer w.Close()
	cmd := exec.Command(file)
	cmd.ExtraFiles = []*os.File{w} // the first is AnswerFD
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	in, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		r.Close()
		return nil, fail.New(fail.Invalid, "hsm.program").Because(err)
	}
	return &process{cmd, in, bufio.NewReader(r), r}, nil
}

func findProgram() (string, error) {
	if own, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(own), program)
		if info, err := os.Stat(beside); err == nil && !info.IsDir() {
			return beside, nil
		}
	}
	return exec.LookPath(program)
}

// ask sends one request and waits for its answer. An error means that the program is of no more use.
func (p *process) ask(q Request) (a Answer, err error) {
	line, err := json.Marshal(q)
	if err != nil {
		return a, fail.Wrap(err, "hsm: request")
	}
	late := time.AfterFunc(patience, func() { p.cmd.Process.Kill() })
	_, err = p.in.Write(append(line, '\n'))
	if err == nil {
		line, err = p.answers.ReadBytes('\n')
	}
	if !late.Stop() {
		return a, fail.New(fail.Unavailable, silent, "seconds", strconv.Itoa(int(patience.Seconds())))
	}
	if err == nil {
		err = json.Unmarshal(line, &a)
	}
	if err != nil {
		return Answer{}, fail.New(fail.Unavailable, "hsm.ended").Because(err)
	}
	return a, nil
}

// end closes the program's input, which ends it, and does not wait for long.
func (p *process) end() {
	p.in.Close()
	late := time.AfterFunc(2*time.Second, func() { p.cmd.Process.Kill() })
	p.cmd.Wait() // its exit code says nothing: it was asked to end, or killed
	late.Stop()
	p.out.Close()
}
