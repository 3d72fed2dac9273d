package test

import (
	"atonce/internal/share"
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/paper"
	"atonce/internal/scene"
	"atonce/internal/store"
)

// photo is a small picture of a paper.
func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// An uploaded paper becomes a checked one when an official has seen the original; the
// owner sees that it was looked at, and the log knows.
func TestPaperIsHeldAgainstItsOriginal(t *testing.T) {
	s := scene.New(t)
	ctx := t.Context()
	owner, clerk := s.Person(applicant), s.Person("east-clerk")
	p, err := s.Desk.KeepPaper(ctx, owner, desk.NewPaper{Title: "租赁合同", Name: "合同.png", Body: photo(t)})
	if err != nil {
		t.Fatal(err)
	}
	if p.Level != paper.Uploaded {
		t.Fatalf("level %s", p.Level)
	}
	if _, _, err := s.Desk.BroughtPaper(ctx, owner, p.Mark); fail.KindOf(err) != fail.Forbidden {
		t.Errorf("somebody who is no official looked at it: %v", err)
	}
	if _, _, err := s.Desk.Paper(ctx, clerk, p.ID); fail.KindOf(err) != fail.NotFound {
		t.Errorf("somebody else opened it as theirs: %v", err)
	}
	if _, body, err := s.Desk.BroughtPaper(ctx, clerk, " "+strings.ToUpper(p.Mark)); err != nil || !bytes.Equal(body, photo(t)) {
		t.Fatalf("%d bytes, %v", len(body), err)
	}
	looks, err := s.Desk.Looks(ctx, owner, share.Filter{})
	if err != nil || len(looks) != 1 || looks[0].By != clerk.ID || looks[0].Office != scene.East || looks[0].Purpose != desk.PurposeOriginal {
		t.Fatalf("looks %+v, %v", looks, err)
	}
	if err := s.Desk.PaperMatches(ctx, clerk, p.Mark); err != nil {
		t.Fatal(err)
	}
	if err := s.Desk.PaperMatches(ctx, clerk, p.Mark); fail.KindOf(err) != fail.Conflict {
		t.Errorf("checked twice: %v", err)
	}
	got, _, err := s.Desk.Paper(ctx, owner, p.ID)
	if err != nil || got.Level != paper.Checked || got.Office != scene.East || got.Clerk != clerk.ID || !got.Checked.Equal(s.Now()) {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := s.Desk.Verify(ctx); err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{{`UPDATE paper SET office = 'west-library'`, `UPDATE paper SET office = 'east-library'`},
		{`UPDATE paper SET body = X'00'`, ``}} {
		for i, sql := range change {
			if sql == "" {
				continue
			}
			if err := s.Store().Write(ctx, func(tx *store.Tx) error { _, err := tx.Exec(sql); return err }); err != nil {
				t.Fatal(err)
			}
			_, err := s.Desk.Verify(ctx)
			if found := err != nil && fail.As(err).Key == "desk.verify-paper"; found != (i == 0) {
				t.Errorf("%s: %v", sql, err)
			}
		}
	}
}

func TestPaperSaysWhatIsWrong(t *testing.T) {
	s := scene.New(t)
	by := s.Person(applicant)
	for name, in := range map[string]desk.NewPaper{
		"title":   {Name: "a.png", Body: photo(t)},
		"file":    {Title: "a"},
		"words":   {Title: "a", Words: "b", Name: "a.png", Body: photo(t)},
		"promise": {Title: "a", Words: "我家有两口人"},
	} {
		_, err := s.Desk.KeepPaper(t.Context(), by, in)
		if fields := fail.As(err).Fields; err == nil || len(fields) != 1 || fields[0].Path != name {
			t.Errorf("%s: %v %v", name, err, fields)
		}
	}
	if _, err := s.Desk.KeepPaper(t.Context(), by, desk.NewPaper{Title: "a", Name: "a.exe", Body: []byte("MZ")}); fail.As(err).Fields[0].Path != "file" {
		t.Error(err)
	}
	p, err := s.Desk.KeepPaper(t.Context(), by, desk.NewPaper{Title: "a", Words: "我家有两口人", Promise: true})
	if err != nil || p.Level != paper.Declared {
		t.Fatalf("%+v %v", p, err)
	}
	if err := s.Desk.PaperMatches(t.Context(), s.Person("east-clerk"), p.Mark); fail.KindOf(err) != fail.Conflict {
		t.Errorf("a statement has no original: %v", err)
	}
	if err := s.Desk.DropPaper(t.Context(), s.Person("east-clerk"), p.ID); fail.KindOf(err) != fail.NotFound {
		t.Errorf("somebody else deleted it: %v", err)
	}
	if err := s.Desk.DropPaper(t.Context(), by, p.ID); err != nil {
		t.Error(err)
	}
}
