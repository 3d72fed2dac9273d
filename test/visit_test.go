package test

import (
	"slices"
	"testing"

	"atonce/internal/appointment"
	"atonce/internal/counter"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/scene"
	"atonce/internal/share"
)

// Who books a time at a counter is expected there, and sees who looked.
func TestAVisitIsExpected(t *testing.T) {
	s := scene.New(t)
	ctx := t.Context()
	anna, clerk := s.Person("anna-kowalska"), s.Person("east-clerk")
	free, err := s.Desk.FreeTimes(ctx, scene.East)
	must(t, err)
	book := func(who, where, about string, begins int) error {
		return s.Desk.Reserve(ctx, s.Person(who), appointment.Appointment{Counter: where, About: about, Begins: free[begins]})
	}
	must(t, book("anna-kowalska", scene.East, scene.Card, 3))
	must(t, book("li-xiao", scene.East, "", 1))
	// Two desks take two people; the third is told to choose another time.
	must(t, book("chen-guilan", scene.East, "", 3))
	refusedAs(t, "a third at one time", book("lin-jian", scene.East, "", 3), fail.Invalid)
	// Another counter at that time has room; but not for what it does not deal with.
	refusedAs(t, "a library's matter at the service centre", book("lin-jian", "xiaoxi-service-centre", scene.Card, 3), fail.Invalid)
	must(t, book("lin-jian", scene.West, scene.Card, 3))
	refusedAs(t, "no counter", book("lin-jian", "nowhere", "", 3), fail.NotFound)

	// Somebody holds three times at most, and is told so beside the time they chose.
	for i := range 2 {
		must(t, book("lin-jian", "qiaoxia-service-point", "", 6+i))
	}
	err = book("lin-jian", "qiaoxia-service-point", "", 8)
	if e := fail.As(err); err == nil || len(e.Fields) != 1 || e.Fields[0].Key != "appointment.most" || e.Fields[0].Path != "begins" {
		t.Errorf("a fourth time: %v", err)
	}

	vs, err := s.Desk.Visits(ctx, clerk)
	must(t, err)
	var got []string
	for _, v := range vs {
		got = append(got, v.Who.In("zh")+" "+v.About+" "+v.At.ID)
	}
	want := []string{s.Person("li-xiao").In("zh") + "  " + scene.East, anna.In("zh") + " " + scene.Card + " " + scene.East, s.Person("chen-guilan").In("zh") + "  " + scene.East}
	slices.Sort(got[1:])
	slices.Sort(want[1:])
	if !slices.Equal(got, want) {
		t.Errorf("the east library expects %q, not %q", got, want)
	}
	if n, err := s.Desk.VisitCount(ctx, s.Person("west-clerk")); err != nil || n != 1 {
		t.Errorf("the west library counts %d, %v", n, err)
	}
	looks, err := s.Desk.Looks(ctx, anna)
	must(t, err)
	if !slices.ContainsFunc(looks, func(l share.Look) bool { return l.By == clerk.ID && l.Purpose == desk.PurposeVisit }) {
		t.Errorf("anna does not see that the clerk saw her visit: %+v", looks)
	}

	// A counter that closes takes nobody any more; who has a time there is told so.
	l, err := s.Desk.Counters(ctx)
	must(t, err)
	l.Counters = slices.DeleteFunc(l.Counters, func(c counter.Counter) bool { return c.ID == scene.East })
	must(t, s.Desk.SaveCounters(ctx, l))
	refusedAs(t, "a closed counter", book("anna-kowalska", scene.East, "", 5), fail.NotFound)
	own, err := s.Desk.Reserved(ctx, anna)
	must(t, err)
	if len(own) != 1 || !own[0].At.Closed || own[0].At.Name.In("zh") == "" {
		t.Errorf("%+v", own)
	}
	must(t, s.Desk.GiveBack(ctx, anna, own[0].ID))
	if vs, err = s.Desk.Visits(ctx, clerk); err != nil || len(vs) != 2 {
		t.Errorf("after one was given back: %d, %v", len(vs), err)
	}
}
