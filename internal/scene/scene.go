// Package scene is test support: a house as a development system has it, with a real
// database, every pack in force, the sample people, and a clock that tests set.
package scene

import (
	"context"
	"crypto/rand"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/connect"
	"atonce/internal/declare"
	"atonce/internal/desk"
	"atonce/internal/merkle"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/sign"
	"atonce/internal/store"
	"atonce/internal/store/storetest"
	"atonce/internal/text"
	"atonce/internal/web/door"

	"golang.org/x/mod/sumdb/note"
)

// Monday is when a scene begins: 9:00 on an ordinary working day of the sample county.
var Monday = time.Date(2026, 10, 12, 9, 0, 0, 0, time.FixedZone("", 8*3600))

// Scene is a furnished house.
type Scene struct {
	Desk   *desk.Desk
	Packs  fs.FS
	Folder string        // where the database is
	Log    merkle.LogKey // signs the log; a head is signed when a test asks for it
	t      testing.TB
	store  *store.Store
	people map[string]people.Person
	now    atomic.Int64
	sent   int
}

// New furnishes a house on Monday. It ends with the test.
func New(t testing.TB) *Scene {
	t.Helper()
	return At(t, Monday)
}

// At furnishes a house at a time of the test's own.
func At(t testing.TB, begin time.Time) *Scene {
	t.Helper()
	set, problems := ours(Root(t))
	if len(problems) > 0 {
		t.Fatal(declare.Texts(text.EN, problems))
	}
	return over(t, begin, os.DirFS(filepath.Join(Root(t), "packs")), set, nil)
}

// ours are the packs of the repository. Nothing changes them once they are read, and to
// read them takes a third of the time of furnishing.
var ours = func() func(root string) (*pack.Set, []declare.Problem) {
	var once sync.Once
	var set *pack.Set
	var problems []declare.Problem
	return func(root string) (*pack.Set, []declare.Problem) {
		once.Do(func() { set, problems = pack.Load(os.DirFS(filepath.Join(root, "packs"))) })
		return set, problems
	}
}()

// Over furnishes a house with packs of the test's own, and with the systems that its
// registers are asked at; nil takes those that the environment names.
func Over(t testing.TB, begin time.Time, packs fs.FS, sources *connect.Sources) *Scene {
	t.Helper()
	set, problems := pack.Load(packs)
	if len(problems) > 0 {
		t.Fatal(declare.Texts(text.EN, problems))
	}
	return over(t, begin, packs, set, sources)
}

func over(t testing.TB, begin time.Time, packs fs.FS, set *pack.Set, sources *connect.Sources) *Scene {
	t.Helper()
	s := &Scene{t: t, people: map[string]people.Person{}, Packs: packs}
	s.Set(begin)
	sample, problems := people.LoadSample(s.Packs)
	if len(problems) > 0 {
		t.Fatal(declare.Texts(text.EN, problems))
	}
	ctx := context.Background()
	skey, _, err := note.GenerateKey(rand.Reader, "example.org/log")
	s.must(err)
	s.Log, err = merkle.ParseLogKey(skey)
	s.must(err)
	s.Folder = t.TempDir()
	path := filepath.Join(s.Folder, "atonce.db")
	storetest.Furnish(t, path)
	st, err := store.Open(ctx, store.Config{Path: path, Clock: s.Now})
	s.must(err)
	t.Cleanup(func() { s.must(st.Close()) })
	s.store = st
	s.Desk = desk.New(desk.Config{Store: st, Clock: s.Now, Slog: slog.New(slog.DiscardHandler),
		Keys: s.keys(set), Sources: sources})
	s.must(s.Desk.Restore(ctx, set))
	s.must(s.Desk.SavePeople(ctx, sample))
	s.must(s.Desk.SavePeople(ctx, library()))
	s.must(s.Desk.SaveCounters(ctx, counters(t, s)))
	s.must(s.Desk.LoadSampleRegisters(ctx, s.Packs))
	for _, p := range append(sample.People, library().People...) {
		s.people[p.ID] = p
	}
	var keepers []people.Person
	for _, p := range sample.People {
		if p.Holds(desk.RolePackKeeper) {
			keepers = append(keepers, p)
		}
	}
	for _, x := range set.Services() {
		_, err := s.Desk.ProposePack(ctx, keepers[0], x.ID())
		s.must(err)
		_, err = s.Desk.ApprovePack(ctx, keepers[1], x.ID())
		s.must(err)
	}
	return s
}

// Issuer is who signs licences and receipts in a scene.
const Issuer = "https://gov.example"

// keys are the scene's own, in the suite that the country of the packs declares.
func (s *Scene) keys(set *pack.Set) desk.Keys {
	k := desk.Keys{Log: desk.LogKeys{Sign: &s.Log, Trusted: []string{s.Log.Verifier}}}
	book, ok := set.Book(set.Countries()[0])
	if !ok {
		s.t.Fatal("the packs have no country")
	}
	for purpose, keys := range map[sign.Purpose]*sign.Keys{sign.Licences: &k.Licence, sign.Receipts: &k.Receipt} {
		own, err := sign.Generate(book.Signature)
		s.must(err)
		*keys = sign.Keys{Signer: own, Issuer: Issuer, Trusted: []sign.Key{{Purpose: purpose, Issuer: Issuer, Public: own.Public()}}}
	}
	return k
}

// Root is the folder of the module.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// People are the sample people, by id.
func (s *Scene) People() (out []people.Person) {
	for _, id := range slices.Sorted(maps.Keys(s.people)) {
		out = append(out, s.people[id])
	}
	return out
}

func (s *Scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// Now is the scene's time.
func (s *Scene) Now() time.Time { return time.UnixMicro(s.now.Load()) }

// Set sets the clock, which may not go back.
func (s *Scene) Set(at time.Time) { s.now.Store(at.UnixMicro()) }

// Pass lets time pass.
func (s *Scene) Pass(d time.Duration) { s.Set(s.Now().Add(d)) }

// Person is a sample person.
func (s *Scene) Person(id string) people.Person {
	s.t.Helper()
	p, ok := s.people[id]
	if !ok {
		s.t.Fatalf("no sample person %s", id)
	}
	return p
}

// File files answers for a service and answers the case number.
func (s *Scene) File(by, service string, answers map[string]string) string {
	s.t.Helper()
	r, err := s.Desk.Submit(context.Background(), s.Person(by), desk.Filing{Service: service, Answers: answers, Submission: s.submission()})
	s.must(err)
	return r.Number
}

// Do does one act to a case.
func (s *Scene) Do(by, number string, act casework.Act) {
	s.t.Helper()
	_, err := s.Desk.Act(context.Background(), s.Person(by), desk.Doing{Number: number, Act: act, Submission: s.submission()})
	s.must(err)
}

// Store is the database under the desk.
func (s *Scene) Store() *store.Store { return s.store }

// SignLog signs the head of the log as the running program does every second.
func (s *Scene) SignLog() {
	s.t.Helper()
	_, err := s.Desk.SignHead(context.Background())
	s.must(err)
}

func (s *Scene) submission() string {
	s.sent++
	return "scene-" + strconv.Itoa(s.sent)
}

// Session is the secret of a new session of a sample person.
func (s *Scene) Session(person string, kind people.SessionKind) string {
	s.t.Helper()
	secret, _, err := s.Desk.SignInSample(context.Background(), person, kind)
	s.must(err)
	return secret
}

// Handler answers requests to routes as the program does.
func (s *Scene) Handler(routes []door.Route, dev bool) http.Handler {
	return door.House{Keeper: s.Desk, Routes: routes, Dev: dev, Log: slog.New(slog.DiscardHandler)}.Handler()
}
