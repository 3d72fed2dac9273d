package test

import (
	"atonce/internal/share"
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/credential"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/licence"
	"atonce/internal/scene"
	"atonce/internal/sign"
)

var penalty = law.Citation{Law: "administrative-penalty", Article: "9.1.3"}

func suspension(seen int) desk.LicenceAct {
	return desk.LicenceAct{Seen: seen, Verb: licence.Suspend, Ground: penalty, Words: "暂扣三十日"}
}

// licencesOf are the licences of the scene's applicant.
func licencesOf(t *testing.T, s *scene.Scene) []licence.Licence {
	t.Helper()
	all, err := s.Desk.Wallet(t.Context(), s.Person(applicant))
	must(t, err)
	var out []licence.Licence
	for _, i := range all {
		out = append(out, i.Licence)
	}
	return out
}

// granted is a scene in which the applicant was granted one licence.
func granted(t *testing.T) (*scene.Scene, licence.Licence) {
	t.Helper()
	s := scene.New(t)
	number := s.File(applicant, registration, answers())
	s.Do("zhang-min", number, casework.Act{Verb: casework.Accept})
	s.Do("zhou-hang", number, casework.Act{Verb: casework.Propose, Outcome: "registered"})
	s.Do("wu-fang", number, casework.Act{Verb: casework.Decide, Outcome: "registered"})
	ls := licencesOf(t, s)
	if len(ls) != 1 {
		t.Fatalf("%d licences", len(ls))
	}
	return s, ls[0]
}

// standing is what an outside verifier finds: the credential, then the status list.
func standing(t *testing.T, s *scene.Scene, number string) (credential.Credential, credential.Reason) {
	t.Helper()
	text, err := s.Desk.Credential(t.Context(), s.Person(applicant), number)
	must(t, err)
	trust := s.Desk.Keys().Licence.Known
	c, err := credential.Verify(text, credential.Expect{Trust: trust, Now: s.Now()})
	must(t, err)
	signed, _, err := s.Desk.StatusList(t.Context(), 0)
	must(t, err)
	list, err := credential.OpenList(signed, trust)
	must(t, err)
	return c, credential.Why(list.Check(*c.Status, s.Now()))
}

// A licence from its decision to its revocation, as the office, the holder and somebody
// outside see it.
func TestLicenceLives(t *testing.T) {
	s, l := granted(t)
	ctx, head := t.Context(), s.Person("wu-fang")
	c, why := standing(t, s, l.Number)
	if why != "" || c.Claims["number"] != l.Number || c.Claims["holder"] != l.Name || c.Claims["trade_name"] != l.Fields["trade_name"] || c.Issuer != scene.Issuer {
		t.Fatalf("issued: %v, %+v", why, c)
	}
	as := func(person string, a desk.LicenceAct) desk.LicenceStep {
		t.Helper()
		f, err := s.Desk.LicenceFile(ctx, s.Person(person), l.Number)
		must(t, err)
		i := slices.IndexFunc(f.May, func(m desk.LicenceMay) bool { return m.Verb == string(a.Verb) })
		if i < 0 {
			t.Fatalf("%s may not %s: %+v", person, a.Verb, f.May)
		}
		a.Seen, a.Ground, a.Words = f.Licence.Seq, f.May[i].Basis[0], "理由"
		_, err = s.Desk.DoLicence(ctx, s.Person(person), l.Number, a)
		must(t, err)
		return f.May[i].Step
	}
	do := func(a desk.LicenceAct) {
		t.Helper()
		if as("wu-fang", a) == desk.StepPropose {
			t.Fatalf("%s was only proposed", a.Verb)
		}
	}
	both := func(verb licence.Verb) {
		t.Helper()
		if step := as("zhou-hang", desk.LicenceAct{Verb: verb}); step != desk.StepPropose {
			t.Fatalf("%s was done by one: %s", verb, step)
		}
		do(desk.LicenceAct{Verb: verb})
	}
	both(licence.Suspend)
	if _, why = standing(t, s, l.Number); why != credential.Suspended {
		t.Errorf("on hold: %q", why)
	}
	if got := licencesOf(t, s)[0].StatusAt(s.Now()); got != licence.Suspended {
		t.Errorf("the holder sees %s", got)
	}
	told, err := s.Desk.Inbox(ctx, s.Person(applicant))
	must(t, err)
	if told[0].Verb != "licence-suspend" || told[0].Number != l.Number {
		t.Errorf("the holder is told %+v", told[0])
	}
	do(desk.LicenceAct{Verb: licence.Resume})
	if _, why = standing(t, s, l.Number); why != "" {
		t.Errorf("resumed: %q", why)
	}

	s.Set(s.Now().Add(time.Hour))
	do(desk.LicenceAct{Verb: licence.Change, Fields: map[string]string{"premises": "晓溪县南街9号", "kind": "not a field of it"}})
	if c, why = standing(t, s, l.Number); why != "" || c.Claims["version"] != json.Number("2") || c.Claims["premises"] != "晓溪县南街9号" || c.Claims["kind"] != nil || !c.Issued.Equal(s.Now().Truncate(time.Second)) {
		t.Errorf("changed: %q, %+v", why, c)
	}
	history, err := s.Desk.LicenceVersions(ctx, s.Person(applicant), l.Number)
	must(t, err)
	if len(history) != 5 || history[0].After.Fields["premises"] != l.Fields["premises"] || history[4].After.Version != 2 {
		t.Errorf("the versions %+v", history)
	}

	// A year and a day later the check is overdue, until it is recorded.
	s.Set(s.Now().AddDate(1, 0, 1))
	f, err := s.Desk.LicenceFile(ctx, head, l.Number)
	must(t, err)
	if !f.Overdue(s.Now()) {
		t.Errorf("not overdue by %s", f.Due)
	}
	do(desk.LicenceAct{Verb: licence.Check})
	if f, err = s.Desk.LicenceFile(ctx, head, l.Number); err != nil || f.Overdue(s.Now()) {
		t.Errorf("checked, and still overdue by %s, %v", f.Due, err)
	}

	holder, err := sign.Generate(sign.ES256)
	must(t, err)
	jwk, err := json.Marshal(holder.Public())
	must(t, err)
	must(t, s.Desk.BindLicence(ctx, s.Person(applicant), l.Number, jwk))
	must(t, s.Desk.BindLicence(ctx, s.Person(applicant), l.Number, jwk))
	if c, _ = standing(t, s, l.Number); !c.Holder.Equal(holder.Public()) || c.Claims["version"] != json.Number("3") {
		t.Errorf("bound: %+v", c)
	}

	both(licence.Revoke)
	if _, why = standing(t, s, l.Number); why != credential.Withdrawn {
		t.Errorf("revoked: %q", why)
	}
	bits, _, err := s.Desk.Bitstring(ctx, 0, credential.Revocation)
	must(t, err)
	if strings.Count(bits, ".") != 2 {
		t.Errorf("the bitstring is %q", bits)
	}
	if _, err := s.Desk.DoLicence(ctx, head, l.Number, desk.LicenceAct{Seen: 9, Verb: licence.Resume, Ground: penalty, Words: "理由"}); fail.KindOf(err) != fail.Conflict {
		t.Errorf("brought back from revocation: %v", err)
	}
	s.SignLog()
	_, err = s.Desk.Verify(ctx)
	must(t, err)
}

// Holding or taking a licence away takes two people: whoever proposed it does not decide, may take it back, and whoever decides
// may say no. Each step is told to the holder and is in the log.
func TestTwoPeopleTakeALicenceAway(t *testing.T) {
	s, l := granted(t)
	ctx := t.Context()
	act := func(person string, seen int, verb licence.Verb) error {
		_, err := s.Desk.DoLicence(ctx, s.Person(person), l.Number, desk.LicenceAct{Seen: seen, Verb: verb, Ground: penalty, Words: "理由"})
		return err
	}
	state := func() licence.State { return licencesOf(t, s)[0].State }
	must(t, act("wu-fang", 1, licence.Revoke))
	if state() != licence.InForce {
		t.Fatal("one person took it away")
	}
	if err := act("wu-fang", 2, licence.Revoke); fail.As(err).Key != "desk.licence-two" {
		t.Errorf("who proposed decides: %v", err)
	}
	if err := act("zhou-hang", 2, licence.Revoke); fail.As(err).Key != "desk.licence-two" {
		t.Errorf("an examiner decides: %v", err)
	}
	if err := act("zhou-hang", 2, licence.Decline); fail.KindOf(err) != fail.Forbidden {
		t.Errorf("an examiner declines: %v", err)
	}
	if f, err := s.Desk.LicenceFile(ctx, s.Person("zhou-hang"), l.Number); err != nil || f.Waiting == nil || f.By.ID != "wu-fang" || len(f.May) != 0 {
		t.Errorf("what waits: %+v, %v", f.Waiting, err)
	}
	must(t, act("wu-fang", 2, licence.Decline))
	if err := act("wu-fang", 3, licence.Decline); fail.KindOf(err) != fail.Forbidden {
		t.Errorf("declined twice: %v", err)
	}

	must(t, act("zhou-hang", 3, licence.Suspend))
	// What the holder does meanwhile settles nothing.
	holder, err := sign.Generate(sign.ES256)
	must(t, err)
	jwk, err := json.Marshal(holder.Public())
	must(t, err)
	must(t, s.Desk.BindLicence(ctx, s.Person(applicant), l.Number, jwk))
	if err := act("wu-fang", 5, licence.Revoke); fail.KindOf(err) != fail.Forbidden {
		t.Errorf("decided what nobody proposed: %v", err)
	}
	if err := act("wu-fang", 4, licence.Suspend); fail.KindOf(err) != fail.Conflict {
		t.Errorf("decided from an older page: %v", err)
	}
	must(t, act("wu-fang", 5, licence.Suspend))
	if state() != licence.OnHold {
		t.Error("two people did not suspend it")
	}
	if err := act("zhou-hang", 6, licence.Suspend); fail.KindOf(err) != fail.Conflict {
		t.Errorf("proposed what cannot be: %v", err)
	}
	must(t, act("zhou-hang", 6, licence.Revoke))
	must(t, act("wu-fang", 7, licence.Decline))
	must(t, act("zhou-hang", 8, licence.Revoke))
	must(t, act("wu-fang", 9, licence.Revoke))
	if state() != licence.TakenAway {
		t.Error("two people did not revoke it")
	}
	deeds, err := s.Desk.LicenceVersions(ctx, s.Person(applicant), l.Number)
	must(t, err)
	if last := deeds[len(deeds)-1]; last.By != "wu-fang" || last.Asked != "zhou-hang" {
		t.Errorf("who did it: %+v", last)
	}
	told, err := s.Desk.Inbox(ctx, s.Person(applicant))
	must(t, err)
	var verbs []string
	for _, m := range told {
		if strings.HasPrefix(m.Verb, "licence-") {
			verbs = append(verbs, strings.TrimPrefix(m.Verb, "licence-"))
		}
	}
	if got := strings.Join(verbs, " "); got != "revoke propose decline propose suspend propose decline propose" {
		t.Errorf("the holder was told, the newest first: %s", got)
	}
	s.SignLog()
	_, err = s.Desk.Verify(ctx)
	must(t, err)
}

// A change is held to what the form declares of each field, all mistakes at once, and what is kept is in canonical form.
func TestChangedFieldsAreHeldToTheirTypes(t *testing.T) {
	s, l := granted(t)
	change := func(fields map[string]string) error {
		seen := licencesOf(t, s)[0].Seq
		_, err := s.Desk.DoLicence(t.Context(), s.Person("wu-fang"), l.Number, desk.LicenceAct{Seen: seen, Verb: licence.Change,
			Ground: law.Citation{Law: "administrative-licensing", Article: "49"}, Words: "持证人申请变更", Fields: fields})
		return err
	}
	err := change(map[string]string{"trade_name": "面", "operator": strings.Repeat("林", 51), "premises": "南街9号\n二楼", "scope": " "})
	wrong := map[string]string{}
	for _, f := range fail.As(err).Fields {
		wrong[f.Path] = f.Key
	}
	want := map[string]string{"trade_name": "form.too-short", "operator": "form.too-long", "premises": "form.one-line", "scope": "desk.licence-field"}
	if !maps.Equal(wrong, want) {
		t.Errorf("found %v, want %v", wrong, want)
	}
	if got := licencesOf(t, s)[0]; got.Version != 1 || got.Seq != 1 {
		t.Errorf("a wrong change was made: %+v", got)
	}
	if err := change(map[string]string{"trade_name": l.Fields["trade_name"], "identity": "330199199205171124"}); fail.As(err).Key != "licence.no-change" {
		t.Errorf("nothing of the licence changes: %v", err)
	}
	must(t, change(map[string]string{"premises": "  晓溪县南街9号 "}))
	if got := licencesOf(t, s)[0]; got.Fields["premises"] != "晓溪县南街9号" || got.Version != 2 || got.Fields["identity"] != "" {
		t.Errorf("changed: %+v", got)
	}
}

// What the pack does not allow nobody may do.
func TestWhoMayTouchALicence(t *testing.T) {
	s, l := granted(t)
	ctx := t.Context()
	for what, c := range map[string]struct {
		person string
		act    desk.LicenceAct
		kind   fail.Kind
	}{
		"the holder":              {applicant, suspension(1), fail.NotFound},
		"a clerk of the office":   {"zhang-min", suspension(1), fail.NotFound},
		"an examiner who changes": {"zhou-hang", desk.LicenceAct{Seen: 1, Verb: licence.Change, Ground: law.Citation{Law: "administrative-licensing", Article: "49"}, Words: "理由"}, fail.Forbidden},
		"a head elsewhere":        {"gao-jun", suspension(1), fail.NotFound},
		"another ground":          {"wu-fang", desk.LicenceAct{Seen: 1, Verb: licence.Suspend, Ground: law.Citation{Law: "administrative-licensing", Article: "69.2"}, Words: "理由"}, fail.Invalid},
		"no reason":               {"wu-fang", desk.LicenceAct{Seen: 1, Verb: licence.Suspend, Ground: penalty, Words: " "}, fail.Invalid},
		"an older page":           {"wu-fang", suspension(0), fail.Conflict},
		"a verb of the program":   {"wu-fang", desk.LicenceAct{Seen: 1, Verb: licence.Bind, Ground: penalty, Words: "理由"}, fail.Forbidden},
		"resuming what is valid":  {"wu-fang", desk.LicenceAct{Seen: 1, Verb: licence.Resume, Ground: penalty, Words: "理由"}, fail.Conflict},
		"a change of nothing":     {"wu-fang", desk.LicenceAct{Seen: 1, Verb: licence.Change, Ground: law.Citation{Law: "administrative-licensing", Article: "49"}, Words: "理由"}, fail.Invalid},
	} {
		if _, err := s.Desk.DoLicence(ctx, s.Person(c.person), l.Number, c.act); fail.KindOf(err) != c.kind {
			t.Errorf("%s: %v, want %s", what, err, c.kind)
		}
	}
	if err := s.Desk.BindLicence(ctx, s.Person("li-xiao"), l.Number, []byte(`{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`)); fail.KindOf(err) != fail.NotFound {
		t.Errorf("somebody else binds it: %v", err)
	}
	if _, err := s.Desk.Credential(ctx, s.Person("li-xiao"), l.Number); fail.KindOf(err) != fail.NotFound {
		t.Errorf("somebody else takes it: %v", err)
	}
	looks, err := s.Desk.Looks(ctx, s.Person(applicant), share.Filter{})
	must(t, err)
	before := len(looks)
	_, err = s.Desk.LicenceFile(ctx, s.Person("zhou-hang"), l.Number)
	must(t, err)
	if looks, err = s.Desk.Looks(ctx, s.Person(applicant), share.Filter{}); err != nil || len(looks) != before+1 || looks[0].By != "zhou-hang" {
		t.Errorf("an official's look is not recorded: %+v, %v", looks, err)
	}
	if got := licencesOf(t, s)[0]; got.Seq != 1 || got.State != licence.InForce {
		t.Errorf("something was done: %+v", got)
	}
}

// A licence's row, changed behind the program's back, is found out in every column.
func TestVerifyFindsChangedLicences(t *testing.T) {
	v := newVault(t)
	db := raw(t, v.file)
	rows, err := db.Query("SELECT name, type FROM pragma_table_info('licence')")
	must(t, err)
	attacks := []string{"DELETE FROM licence", "INSERT INTO licence SELECT 'X' || number, kind, service, digest, casefile, office, holder, name, issued, expires, fields, 'x' || mark, seq, version, state, place, secret, bound, checked FROM licence"}
	for rows.Next() {
		var name, kind string
		must(t, rows.Scan(&name, &kind))
		value := name + " + 1"
		switch {
		case name == "fields":
			value = `'{"trade_name":"x"}'`
		case name == "state":
			value = `'valid'`
		case kind == "TEXT":
			value = name + " || 'x'"
		}
		attacks = append(attacks, "UPDATE licence SET "+name+" = "+value)
	}
	if len(attacks) < 20 {
		t.Fatalf("%d attacks", len(attacks))
	}
	for _, attack := range attacks {
		file := v.copy(t)
		db := raw(t, file)
		if _, err := db.Exec(attack + " WHERE number = (SELECT max(number) FROM licence)"); err != nil {
			t.Fatal(attack, err)
		}
		db.Close()
		if e := fail.As(v.verify(t, file)); e == nil || e.Key != "desk.verify-licence" {
			t.Errorf("%s in %s: %v", attack, filepath.Base(file), e)
		}
	}
}
