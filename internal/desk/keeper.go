package desk

import (
	"context"
	"crypto/rand"
	"reflect"
	"slices"
	"strings"

	"atonce/internal/account"
	"atonce/internal/fail"
	"atonce/internal/keeper"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/people"
	"atonce/internal/store"
)

// mustKeep refuses whoever is not the keeper that a page or an act is for.
func mustKeep(by people.Person, role string) error {
	if by.Holds(role) {
		return nil
	}
	return fail.New(fail.Forbidden, "desk.keepers-only", "role", role)
}

// keeperDid writes what a keeper did, and its entry in the log.
func (d *Desk) keeperDid(tx *store.Tx, by people.Person, role string, k keeper.Deed) error {
	k.By, k.Name, k.Role, k.At = by.ID, by.In("zh"), role, moment(tx.Now())
	salt := make([]byte, merkle.MinSalt)
	rand.Read(salt) // never fails since Go 1.24: it ends the program instead
	body, entry, err := k.Entry(salt)
	if err != nil {
		return err
	}
	leaf, err := ledger.Append(tx, entry)
	if err != nil {
		return err
	}
	return keeper.Add(tx, k, leaf, salt, body)
}

// Reorganised is what reading an organisation changes, or would change, by ids.
type Reorganised struct {
	Offices []string // new or other than before
	People  []string // new, or with other posts or another name
	Left    []string // hold no post any more: their sessions are ended
}

// Nothing says that everything is as the file says.
func (r Reorganised) Nothing() bool { return len(r.Offices)+len(r.People)+len(r.Left) == 0 }

// Reorganise reads the offices of a government and who holds which post, as a file says
// it, all of it or nothing. Officials who held a post in an office of the file and are
// not in it have left: they lose these posts, and their sessions end with the last. The
// tokens of whoever loses a post end with it. What the file has no column for stays as it
// was. Every problem is told with its line. dry changes nothing and refuses the same. Read
// twice, it changes nothing.
func (d *Desk) Reorganise(ctx context.Context, by people.Person, file []byte, dry bool) (out Reorganised, err error) {
	if err := mustKeep(by, people.SystemKeeper); err != nil {
		return out, err
	}
	o, problems := people.ReadOrganisation(file, func(id string) bool { _, ok := d.Office(id); return ok })
	if len(problems) > 0 {
		return out, fail.New(fail.Invalid, "desk.organisation").WithFields(problems...)
	}
	work := func(tx *store.Tx) error {
		out = Reorganised{}
		return d.reorganise(tx, by, o, dry, &out)
	}
	if dry {
		return out, d.store.Read(ctx, work)
	}
	if err := d.store.Write(ctx, work); err != nil {
		return out, err
	}
	return out, d.loadOffices(ctx)
}

func (d *Desk) reorganise(tx *store.Tx, by people.Person, o people.Organisation, dry bool, out *Reorganised) error {
	before, err := people.Offices(tx)
	if err != nil {
		return err
	}
	touched := map[string]bool{}
	for _, x := range o.Offices {
		touched[x.ID] = true
		if i := slices.IndexFunc(before, func(y people.Office) bool { return y.ID == x.ID }); i >= 0 {
			x = o.OfficeOver(before[i], x)
		}
		if slices.ContainsFunc(before, func(y people.Office) bool { return reflect.DeepEqual(x, y) }) {
			continue
		}
		if i := slices.IndexFunc(before, func(y people.Office) bool { return y.Letters == x.Letters && y.ID != x.ID }); i >= 0 {
			return fail.New(fail.Invalid, "desk.organisation").WithFields(fail.Field{Path: x.ID, Key: "people.organisation-letters", Args: fail.Pairs("letters", x.Letters, "office", before[i].ID)})
		}
		out.Offices = append(out.Offices, x.ID)
		if !dry {
			if err := x.Save(tx); err != nil {
				return err
			}
		}
	}
	in := map[string]bool{}
	for _, p := range o.People {
		in[p.ID] = true
		for _, x := range p.Posts {
			touched[x.Office] = true
		}
	}
	if in[by.ID] && !slices.ContainsFunc(o.People, func(p people.Person) bool { return p.ID == by.ID && p.Holds(people.SystemKeeper) }) {
		return fail.New(fail.Conflict, "desk.organisation-yourself")
	}
	for _, p := range o.People {
		was, ok, err := people.Find(tx, p.ID)
		if err != nil {
			return err
		}
		if ok && was.Kind != people.Official {
			return fail.New(fail.Conflict, "desk.organisation-citizen", "person", p.ID)
		}
		p = o.PersonOver(was, p)
		for _, x := range was.Posts {
			if !touched[x.Office] {
				p.Posts = append(p.Posts, x) // of an office that the file does not speak of
			}
		}
		if people.TwoKeepers(p.Posts) {
			return fail.New(fail.Invalid, "desk.organisation").WithFields(fail.Field{Path: p.ID, Key: "people.two-keepers", Args: fail.Pairs("person", p.ID)})
		}
		if ok && samePosts(was.Posts, p.Posts) && was.Name["zh"] == p.Name["zh"] && was.Name["en"] == p.Name["en"] && was.Identity == p.Identity {
			continue
		}
		out.People = append(out.People, p.ID)
		if !dry {
			if err := p.Save(tx); err != nil {
				return err
			}
			if fewer(was.Posts, p.Posts) {
				if err := account.RevokeTokens(tx, p.ID); err != nil {
					return err
				}
			}
		}
	}
	if err := d.leave(tx, by, touched, in, dry, out); err != nil {
		return err
	}
	if dry || out.Nothing() {
		return nil
	}
	return d.keeperDid(tx, by, people.SystemKeeper, keeper.Deed{Kind: keeper.Import,
		Words: strings.Join(slices.Concat(out.Offices, out.People, prefixed("-", out.Left)), " ")})
}

func prefixed(sign string, ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = sign + id
	}
	return out
}

// leave takes the posts of those who are not in the file any more.
func (d *Desk) leave(tx *store.Tx, by people.Person, touched, in map[string]bool, dry bool, out *Reorganised) error {
	seen := map[string]bool{}
	for office := range touched {
		colleagues, err := people.Colleagues(tx, office)
		if err != nil {
			return err
		}
		for _, c := range colleagues {
			if in[c.ID] || seen[c.ID] || c.ID == by.ID {
				continue
			}
			seen[c.ID] = true
			p, _, err := people.Find(tx, c.ID)
			if err != nil {
				return err
			}
			p.Posts = slices.DeleteFunc(slices.Clone(p.Posts), func(x people.Post) bool { return touched[x.Office] })
			if len(p.Posts) > 0 {
				out.People = append(out.People, p.ID)
			} else {
				out.Left = append(out.Left, p.ID)
			}
			if dry {
				continue
			}
			if err := p.Save(tx); err != nil {
				return err
			}
			if len(p.Posts) > 0 {
				err = account.RevokeTokens(tx, p.ID)
			} else {
				err = shutOut(tx, p.ID)
			}
			if err != nil {
				return err
			}
		}
	}
	slices.Sort(out.People)
	slices.Sort(out.Left)
	return nil
}

// fewer says whether a post of before is not among those of after: what tokens were made
// for is not theirs to give any more.
func fewer(before, after []people.Post) bool {
	return slices.ContainsFunc(before, func(x people.Post) bool { return !slices.Contains(after, x) })
}

func samePosts(a, b []people.Post) bool {
	less := func(x, y people.Post) int { return strings.Compare(x.Office+" "+x.Role, y.Office+" "+y.Role) }
	a, b = slices.Clone(a), slices.Clone(b)
	slices.SortFunc(a, less)
	slices.SortFunc(b, less)
	return slices.Equal(a, b)
}

// Staff lists every official by office, for the keepers of the system and of its
// security.
func (d *Desk) Staff(ctx context.Context, by people.Person) (map[string][]people.Person, error) {
	if !by.Holds(people.SystemKeeper) && !by.Holds(people.SecurityKeeper) {
		return nil, mustKeep(by, people.SystemKeeper)
	}
	out := map[string][]people.Person{}
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		for _, o := range d.Offices() {
			ps, err := people.Colleagues(tx, o.ID)
			if err != nil {
				return err
			}
			out[o.ID] = ps
		}
		return nil
	})
	return out, err
}

// mostDeedWords bounds why a keeper did something, in characters.
const mostDeedWords = 300

// EndSessionsOf ends every session and every token of an official at once, as the keeper of
// security, and says why.
func (d *Desk) EndSessionsOf(ctx context.Context, by people.Person, person, why string) error {
	if err := mustKeep(by, people.SecurityKeeper); err != nil {
		return err
	}
	why = strings.TrimSpace(why)
	return d.store.Write(ctx, func(tx *store.Tx) error {
		p, ok, err := people.Find(tx, person)
		if err != nil {
			return err
		}
		var wrong []fail.Field
		if !ok || p.Kind != people.Official {
			wrong = append(wrong, fail.Field{Path: "person", Key: "desk.keeper-person"})
		}
		if why == "" || len([]rune(why)) > mostDeedWords {
			wrong = append(wrong, fail.Field{Path: "why", Key: "desk.keeper-why"})
		}
		if len(wrong) > 0 {
			return fail.New(fail.Invalid, "desk.form").WithFields(wrong...)
		}
		if err := shutOut(tx, person); err != nil {
			return err
		}
		return d.keeperDid(tx, by, people.SecurityKeeper, keeper.Deed{Kind: keeper.Ending, Person: person, Words: why})
	})
}

// mostDeeds bounds one page of deeds.
const mostDeeds = 200

// KeeperDeeds lists what the keepers did, the newest first, for the keeper of audit.
// Looking is a deed of its own.
func (d *Desk) KeeperDeeds(ctx context.Context, by people.Person) (out []keeper.Kept, err error) {
	if err := mustKeep(by, people.AuditKeeper); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if out, err = keeper.Latest(tx, mostDeeds); err != nil {
			return err
		}
		return d.keeperDid(tx, by, people.AuditKeeper, keeper.Deed{Kind: keeper.Review})
	})
	return out, err
}

// LockScreen locks the session with this secret until its holder proves who they are.
func (d *Desk) LockScreen(ctx context.Context, secret string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return people.LockSession(tx, secret) })
}
