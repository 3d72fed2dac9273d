package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"atonce/internal/desk"
	"atonce/internal/notify"
	"atonce/internal/store"
)

// lettersEach is how many letters of each channel wait when the first program starts.
const lettersEach = 24

// outside is everything beyond the house: a mail server that keeps each mail it was given,
// and a service that keeps one row for each idempotency key. Once the moment that killAt
// names has come for the n-th time, the program is killed in the middle of its letter.
type outside struct {
	sync.Mutex
	mails  []string          // Message-ID of each mail, doubled ones too
	rows   map[string]string // by idempotency key: the body of the first request that took it
	posts  int
	wrong  []string // what no letter should have done
	killAt string
	after  int
	kill   func()
	done   chan struct{} // closed when every letter has been here
}

// at is called under the lock at each moment of a letter.
func (o *outside) at(moment string) {
	if moment != o.killAt {
		return
	}
	if o.after--; o.after == 0 {
		o.kill()
	}
}

func (o *outside) all() {
	seen := map[string]bool{}
	for _, id := range o.mails {
		seen[id] = true
	}
	if len(seen) >= lettersEach && len(o.rows) >= lettersEach && o.done != nil {
		close(o.done)
		o.done = nil
	}
}

func (o *outside) moment(m string) error {
	o.Lock()
	defer o.Unlock()
	o.at(m)
	return nil
}

func (o *outside) NewSession(*smtp.Conn) (smtp.Session, error) {
	return o, o.moment("mail connects")
}
func (o *outside) Mail(string, *smtp.MailOptions) error { return o.moment("mail has a sender") }
func (o *outside) Rcpt(string, *smtp.RcptOptions) error { return o.moment("mail has a recipient") }
func (o *outside) Reset()                               {}
func (o *outside) Logout() error                        { return o.moment("mail was answered") }
func (o *outside) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err == nil {
		_, err = io.Copy(io.Discard, m.Body)
	}
	if err != nil {
		return err // cut off in the middle: nobody was told that it is taken
	}
	o.Lock()
	defer o.Unlock()
	o.mails = append(o.mails, m.Header.Get("Message-Id"))
	o.at("mail is taken")
	o.all()
	return nil
}

func (o *outside) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = o.moment("text arrives")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	var l struct{ ID, To, Text string }
	err = json.Unmarshal(body, &l)
	key := r.Header.Get("Idempotency-Key")
	o.Lock()
	if err != nil || key == "" || l.ID != key {
		o.wrong = append(o.wrong, fmt.Sprintf("key %q, id %q: %v", key, l.ID, err))
	}
	o.posts++
	if was, has := o.rows[key]; !has {
		o.rows[key] = string(body)
	} else if was != string(body) {
		o.wrong = append(o.wrong, "another text under one key: "+key)
	}
	o.at("text is taken")
	o.all()
	o.Unlock()
	json.NewEncoder(w).Encode(map[string]string{"id": l.ID, "state": "taken"})
	_ = o.moment("text was answered")
}

// Killed at any moment of a letter, serve loses none: each reaches the mail server and the
// text service at least once, always under the id it had when it was written. A letter is
// doubled only where it had been taken when the program died.
func TestLettersUnderAKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program eleven times")
	}
	o := &outside{rows: map[string]string{}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(o)
	server.Domain = "mail.example"
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	texts := httptest.NewServer(o)
	t.Cleanup(texts.Close)

	dir, secret := t.TempDir(), filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("between us"), 0o600); err != nil {
		t.Fatal(err)
	}
	ids := writeLetters(t, dir)
	args := []string{"serve", "--data", dir, "--packs", "../../packs", "--listen", "127.0.0.1:0", "--site", "https://gov.example",
		"--mail-server", "smtp://" + l.Addr().String(), "--mail-from", "no-reply@gov.example",
		"--text-service", texts.URL + "/send", "--text-secret-file", secret}

	doubled := 0
	for i, moment := range []string{"mail connects", "mail has a sender", "mail has a recipient", "mail is taken", "mail is taken", "mail was answered",
		"text arrives", "text is taken", "text is taken", "text was answered"} {
		cmd := program(args)
		gone := make(chan struct{})
		o.Lock()
		before := len(o.mails) + o.posts
		o.killAt, o.after = moment, 1+i%2
		o.kill = func() { // the answer must not win over the kill
			_ = cmd.Process.Kill()
			<-gone
		}
		o.Unlock()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		close(gone)
		o.Lock()
		if o.after != 0 {
			t.Fatalf("%s: the program ended by itself", moment)
		}
		doubled = len(o.mails) + o.posts - len(o.rows) - different(o.mails)
		t.Logf("killed when %s: %d letters went out, %d doubled until now", moment, len(o.mails)+o.posts-before, doubled)
		o.Unlock()
		marked, waiting := states(t, dir)
		o.Lock()
		for id := range marked {
			if !o.has(id) {
				t.Errorf("%s: letter %s is marked as sent and reached nobody", moment, id)
			}
		}
		o.Unlock()
		if len(marked)+len(waiting) != len(ids) {
			t.Fatalf("%s: %d letters are left of %d", moment, len(marked)+len(waiting), len(ids))
		}
	}

	// Left in peace, the program sends the rest.
	o.Lock()
	done := make(chan struct{})
	o.killAt, o.done = "", done
	o.all()
	o.Unlock()
	cmd := program(args)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = cmd.Wait() }()
	select {
	case <-done:
	case <-ended:
		t.Fatal("the program ended before every letter was out")
	case <-t.Context().Done():
	}
	_ = cmd.Process.Signal(syscall.SIGTERM)
	<-ended

	o.Lock()
	defer o.Unlock()
	for _, wrong := range o.wrong {
		t.Error(wrong)
	}
	for id, c := range ids {
		if !o.has(id) {
			t.Errorf("letter %s (%s) was lost", id, c)
		}
	}
	if len(o.rows) != lettersEach || different(o.mails) != lettersEach {
		t.Errorf("%d rows by key and %d mails by id, of %d each: an id changed between tries", len(o.rows), different(o.mails), lettersEach)
	}
	doubled = len(o.mails) + o.posts - 2*lettersEach
	if doubled < 4 || doubled > 11 {
		t.Errorf("%d letters doubled: four kills came after a letter was taken and before that was written, and eleven ends can double eleven at most", doubled)
	}
	t.Logf("%d letters, %d mails, %d posts: %d doubled, none lost", len(ids), len(o.mails), o.posts, doubled)
}

// has says whether a letter is here. It is called under the lock.
func (o *outside) has(id string) bool {
	if _, ok := o.rows[id]; ok {
		return true
	}
	for _, m := range o.mails {
		if m == "<"+id+"@gov.example>" {
			return true
		}
	}
	return false
}

func different(list []string) int {
	seen := map[string]bool{}
	for _, x := range list {
		seen[x] = true
	}
	return len(seen)
}

func program(args []string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asProgram+"="+strings.Join(args, "\n"))
	return cmd
}

// writeLetters makes a database where somebody confirmed both addresses, has no quiet
// hours, and has letters that wait. It answers their ids.
func writeLetters(t *testing.T, dir string) map[string]notify.Channel {
	t.Helper()
	h, err := open(t.Context(), dir, os.DirFS("../../packs"), time.Now, desk.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	ids := map[string]notify.Channel{}
	err = h.store.Write(t.Context(), func(tx *store.Tx) error {
		for c, address := range map[notify.Channel]string{notify.Mail: "anna@home.example", notify.Text: "13800000000"} {
			a := notify.Address{Person: "anna", Channel: c, Address: address, SentAt: tx.Now(), FirstAt: tx.Now(), Confirmed: tx.Now()}
			if err := a.Keep(tx); err != nil {
				return err
			}
		}
		if err := notify.Choose(tx, "anna", notify.Choice{}); err != nil {
			return err
		}
		for i := range lettersEach {
			if err := notify.Queue(tx, notify.Message{Person: "anna", Number: "case", Seq: i + 1, Verb: "accept", At: tx.Now()}); err != nil {
				return err
			}
		}
		out, err := notify.OutOf(tx, "case")
		for _, x := range out {
			ids[x.ID] = x.Channel
		}
		return err
	})
	if err != nil || len(ids) != 2*lettersEach {
		t.Fatal(len(ids), err)
	}
	return ids
}

// states reads what a killed program left: the letters marked as sent, and those that wait.
func states(t *testing.T, dir string) (sent, waits map[string]bool) {
	t.Helper()
	h, err := open(t.Context(), dir, os.DirFS("../../packs"), time.Now, desk.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	sent, waits = map[string]bool{}, map[string]bool{}
	if err := h.store.Read(t.Context(), func(tx *store.Tx) error {
		rows, err := tx.Query(`SELECT id, state FROM outbox`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id, state string
			if err := rows.Scan(&id, &state); err != nil {
				return err
			}
			map[string]map[string]bool{"sent": sent, "waits": waits}[state][id] = true
		}
		return rows.Err()
	}); err != nil {
		t.Fatal(err)
	}
	return sent, waits
}

// A flag about letters that cannot work ends the program with a sentence that says how to
// mend it, before anybody is served.
func TestWrongLetterFlagsAreRefused(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("between us"), 0o600); err != nil {
		t.Fatal(err)
	}
	site := []string{"--site", "https://gov.example"}
	for name, c := range map[string]struct {
		flags []string
		says  string
	}{
		"no port":              {append([]string{"--mail-server", "smtp://mail.example", "--mail-from", "a@gov.example"}, site...), "write smtp://USER@HOST:PORT or smtps://USER@HOST:PORT"},
		"a password in it":     {append([]string{"--mail-server", "smtp://u:p@mail.example:587", "--mail-from", "a@gov.example"}, site...), "write it into a file and name the file"},
		"no sender":            {append([]string{"--mail-server", "smtp://127.0.0.1:25"}, site...), "--mail-from"},
		"a sender who is none": {append([]string{"--mail-server", "smtp://127.0.0.1:25", "--mail-from", "nobody"}, site...), `"nobody" is no sender of mail`},
		"a user, no password":  {append([]string{"--mail-server", "smtp://u@127.0.0.1:25", "--mail-from", "a@gov.example"}, site...), "go together"},
		"no such file":         {append([]string{"--mail-server", "smtp://u@127.0.0.1:25", "--mail-from", "a@gov.example", "--mail-secret-file", secret + "-no"}, site...), "secret-no"},
		"a sender alone":       {[]string{"--mail-from", "a@gov.example"}, "see --mail-server"},
		"no site":              {[]string{"--mail-server", "smtp://127.0.0.1:25", "--mail-from", "a@gov.example"}, "see --site"},
		"texts in the clear":   {append([]string{"--text-service", "http://texts.example/send", "--text-secret-file", secret}, site...), "write https"},
		"texts unsigned":       {append([]string{"--text-service", "https://texts.example/send"}, site...), "secret that requests are signed with"},
		"a secret alone":       {[]string{"--text-secret-file", secret}, "see --text-service"},
	} {
		for _, command := range []string{"serve", "dev"} {
			t.Run(command+": "+name, func(t *testing.T) {
				cmd := program(append([]string{command, "--data", t.TempDir(), "--packs", "../../packs", "--listen", "127.0.0.1:0"}, c.flags...))
				var complaint strings.Builder
				cmd.Stderr = &complaint
				out, err := cmd.StdoutPipe()
				if err != nil {
					t.Fatal(err)
				}
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				for lines := bufio.NewScanner(out); lines.Scan(); {
					if strings.HasPrefix(lines.Text(), "ready ") {
						t.Error("it serves")
						_ = cmd.Process.Kill()
					}
				}
				if err := cmd.Wait(); err == nil || !strings.Contains(complaint.String(), c.says) {
					t.Errorf("%v: %s", err, complaint.String())
				}
			})
		}
	}
}
