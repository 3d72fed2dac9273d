package test

import (
	"slices"
	"testing"
	"time"

	"atonce/internal/desk"
	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/share"
	"atonce/internal/store"
)

// acting is the principal as somebody who acts for them is taken for, after both agreed.
func acting(t *testing.T, s *scene.Scene, agent, principal string, a people.Acting) people.Person {
	t.Helper()
	a.For, a.Until = principal, s.Now().AddDate(0, 1, 0)
	code, err := s.Desk.OfferActing(t.Context(), s.Person(principal), a)
	must(t, err)
	must(t, s.Desk.AcceptActing(t.Context(), s.Person(agent), code))
	mine, _, err := s.Desk.Actings(t.Context(), s.Person(agent))
	must(t, err)
	out := s.Person(principal)
	out.Posts, out.Acting = nil, &mine[0]
	return out
}

const pictureBytes = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"

// Whoever was not let near licences reaches none of them, by no way.
func TestADelegateReachesNoLicencesUnasked(t *testing.T) {
	s, l := granted(t)
	number, me := l.Number, s.Person(applicant)
	key := `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`
	ways := map[string]func(people.Person) error{
		"the wallet": func(p people.Person) error { _, err := s.Desk.Wallet(t.Context(), p); return err },
		"a licence":  func(p people.Person) error { _, err := s.Desk.Licence(t.Context(), p, number); return err },
		"its file":   func(p people.Person) error { _, err := s.Desk.Credential(t.Context(), p, number); return err },
		"versions":   func(p people.Person) error { _, err := s.Desk.LicenceVersions(t.Context(), p, number); return err },
		"its key":    func(p people.Person) error { return s.Desk.BindLicence(t.Context(), p, number, []byte(key)) },
	}
	without := acting(t, s, "li-xiao", applicant, people.Acting{Services: []string{scene.Card}})
	for name, way := range ways {
		if err := way(without); fail.As(err).Key != "desk.acting-scope" || fail.KindOf(err) != fail.Forbidden {
			t.Errorf("%s is reached without the right: %v", name, err)
		}
	}
	with := acting(t, s, "anna-kowalska", applicant, people.Acting{Services: []string{scene.Card}, Licences: true})
	for name, way := range ways {
		must(t, way(me))
		if err := way(with); err != nil {
			t.Errorf("%s is not reached with the right: %v", name, err)
		}
	}
}

// Whoever acts for somebody opens the files of what they act in and of nothing else, and
// the applicant sees each that was opened.
func TestADelegateOpensFilesWithinTheScope(t *testing.T) {
	s := scene.New(t)
	me := s.Person(applicant)
	send := func(name string) draft.File {
		t.Helper()
		f, err := s.Desk.AddFile(t.Context(), me, name, []byte(pictureBytes+name))
		must(t, err)
		return f
	}
	inCase, inOther, typed, typedElsewhere, loose := send("one.png"), send("two.png"), send("three.png"), send("four.png"), send("five.png")
	card := scene.Reader("读者")
	card["photo_file"] = inCase.ID
	number := s.File(applicant, scene.Card, card)
	shop := answers()
	shop["held"], shop["premises_file"] = "rent", inOther.ID
	s.File(applicant, registration, shop)
	_, err := s.Desk.SaveDraft(t.Context(), me, scene.Card, "", map[string]string{"photo_file": typed.ID})
	must(t, err)
	_, err = s.Desk.SaveDraft(t.Context(), me, registration, "", map[string]string{"premises_file": typedElsewhere.ID})
	must(t, err)
	by := acting(t, s, "li-xiao", applicant, people.Acting{Services: []string{scene.Card}})
	for name, x := range map[string]struct {
		file draft.File
		open bool
	}{"of a case within": {inCase, true}, "of a case beyond": {inOther, false}, "of a draft within": {typed, true}, "of a draft beyond": {typedElsewhere, false}, "of nothing yet": {loose, false}} {
		_, body, err := s.Desk.File(t.Context(), by, x.file.ID)
		if x.open && (err != nil || len(body) == 0) || !x.open && (fail.KindOf(err) != fail.NotFound || body != nil) {
			t.Errorf("a file %s: %d bytes, %v", name, len(body), err)
		}
		if _, _, err := s.Desk.File(t.Context(), me, x.file.ID); err != nil {
			t.Errorf("their own file %s: %v", name, err)
		}
	}
	listed, err := s.Desk.Files(t.Context(), by, []string{typed.ID, typedElsewhere.ID, loose.ID})
	must(t, err)
	if _, ok := listed[typed.ID]; !ok || len(listed) != 1 {
		t.Errorf("files listed: %v", listed)
	}
	ds, err := s.Desk.Drafts(t.Context(), by)
	must(t, err)
	if len(ds) != 1 || ds[0].Service != scene.Card {
		t.Errorf("drafts listed: %v", ds)
	}
	looks, err := s.Desk.Looks(t.Context(), me)
	must(t, err)
	looks = slices.DeleteFunc(looks, func(l share.Look) bool { return l.Reader == share.BySelf })
	if len(looks) != 1 || looks[0].By != "li-xiao" || looks[0].Purpose != desk.PurposeActing || looks[0].Number != number || looks[0].Fields[0] != "photo_file" {
		t.Errorf("looks: %+v", looks)
	}
}

// What is on its way belongs to who sends it, and who may only look sends nothing.
func TestADelegateSendsTheirOwnFiles(t *testing.T) {
	s := scene.New(t)
	me := s.Person(applicant)
	by := acting(t, s, "li-xiao", applicant, people.Acting{Services: []string{scene.Card}})
	mine, err := s.Desk.BeginUpload(t.Context(), me, "mine.png", len(pictureBytes))
	must(t, err)
	theirs, err := s.Desk.BeginUpload(t.Context(), by, "theirs.png", len(pictureBytes))
	must(t, err)
	if _, err := s.Desk.UploadAt(t.Context(), by, mine); fail.KindOf(err) != fail.NotFound {
		t.Errorf("a delegate finds what the person sends: %v", err)
	}
	_, f, err := s.Desk.AppendUpload(t.Context(), by, theirs, 0, []byte(pictureBytes))
	must(t, err)
	if f.Owner != applicant {
		t.Errorf("the file is %s's", f.Owner)
	}
	must(t, s.Desk.ResetFirm(t.Context(), "hemu-foods", applicant, "register office"))
	code, err := s.Desk.OfferActing(t.Context(), me, people.Acting{For: "hemu-foods", Role: people.Finance})
	must(t, err)
	must(t, s.Desk.AcceptActing(t.Context(), s.Person("anna-kowalska"), code))
	as, _, err := s.Desk.Actings(t.Context(), s.Person("anna-kowalska"))
	must(t, err)
	firm := s.Person("hemu-foods")
	firm.Acting = &as[0]
	if _, err := s.Desk.BeginUpload(t.Context(), firm, "x.png", 9); fail.KindOf(err) != fail.Forbidden {
		t.Errorf("finance begins to send: %v", err)
	}
	if _, err := s.Desk.AddFile(t.Context(), firm, "x.png", []byte(pictureBytes)); fail.KindOf(err) != fail.Forbidden {
		t.Errorf("finance sends: %v", err)
	}
}

// What a delegate has fetched from a register is in their name, for whom they act.
func TestADelegateIsNamedWhereARegisterIsAsked(t *testing.T) {
	s := scene.New(t)
	by := acting(t, s, "li-xiao", applicant, people.Acting{Services: []string{registration}})
	_, err := s.Desk.Prefill(t.Context(), by, registration, []string{"operator"})
	must(t, err)
	looks, err := s.Desk.Looks(t.Context(), s.Person(applicant))
	must(t, err)
	if len(looks) != 1 || looks[0].By != "li-xiao" || looks[0].Reader != share.ByPerson || looks[0].Name != "李晓（代林𠮷安）" || looks[0].Subject != applicant {
		t.Errorf("looks: %+v", looks)
	}
}

// A firm is made anew also where more acted for it than any list shows, and nobody who
// once owned it does.
func TestAFirmIsResetWhole(t *testing.T) {
	s := scene.New(t)
	must(t, s.Desk.ResetFirm(t.Context(), "hemu-foods", applicant, "register office"))
	s.Pass(time.Minute)
	must(t, s.Store().Write(t.Context(), func(tx *store.Tx) error {
		for range 250 {
			if _, err := (people.Acting{Person: "anna-kowalska", For: "hemu-foods", Role: people.Agent}).Appoint(tx, "test"); err != nil {
				return err
			}
		}
		return nil
	}))
	// The owner is behind all of them, and is still the owner.
	code, err := s.Desk.OfferActing(t.Context(), s.Person(applicant), people.Acting{For: "hemu-foods", Role: people.Agent})
	must(t, err)
	must(t, s.Desk.ResetFirm(t.Context(), "hemu-foods", "li-xiao", "court order"))
	if err := s.Desk.AcceptActing(t.Context(), s.Person("chen-guilan"), code); fail.KindOf(err) != fail.NotFound {
		t.Errorf("an offer of the old owner is good: %v", err)
	}
	if _, err := s.Desk.OfferActing(t.Context(), s.Person(applicant), people.Acting{For: "hemu-foods", Role: people.Agent}); fail.KindOf(err) != fail.Forbidden {
		t.Errorf("the old owner still says who acts: %v", err)
	}
	must(t, s.Store().Read(t.Context(), func(tx *store.Tx) error {
		var n int
		if err := tx.QueryRow(`SELECT COUNT(*) FROM representation WHERE principal = 'hemu-foods' AND ended = 0`).Scan(&n); err != nil {
			return err
		}
		if n != 1 {
			t.Errorf("%d act for the firm", n)
		}
		return nil
	}))
	as, _, err := s.Desk.Actings(t.Context(), s.Person("li-xiao"))
	must(t, err)
	if err := s.Desk.EndActing(t.Context(), s.Person("li-xiao"), as[0].ID); fail.As(err).Key != "desk.acting-last-owner" {
		t.Errorf("the last owner goes: %v", err)
	}
}
