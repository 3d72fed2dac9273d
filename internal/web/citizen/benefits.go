package citizen

import (
	"strconv"

	"atonce/internal/benefit"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// benefitsPage is what the page of benefits without an application 免申即享 draws.
type benefitsPage struct {
	done     bool
	problems ui.Problems
	claims   []benefitCard
}

// benefitCard is one benefit with what may be said to it now.
type benefitCard struct {
	title, about     string
	rows             []ui.Row
	action           string
	account          *ui.TextField // nil where nothing is to be confirmed
	words            *ui.TextArea  // nil where it is too late to object
	decline, correct bool          // correct: something of the objection is to be mended
}

// benefits lists what the person is due.
func (f face) benefits(r *door.Request) error { return f.drawBenefits(r, 0, nil) }

func benefitField(name string, run int64) string { return name + "-" + strconv.FormatInt(run, 10) }

func (f face) drawBenefits(r *door.Request, wrong int64, problems ui.Problems) error {
	mine, err := f.desk.MyBenefits(r.Context(), r.Person)
	if err != nil {
		return err
	}
	p := benefitsPage{done: r.URL.Query().Get("done") != "", problems: problems}
	for _, c := range mine {
		p.claims = append(p.claims, f.benefitCard(r, c, c.Run.ID == wrong, problems))
	}
	frame := r.Frame(r.T("citizen.benefits"))
	frame.Back = ui.Link{Text: r.T("citizen.account"), Href: "/account"}
	if len(problems) > 0 {
		return r.DrawAgain(frame, benefitsBody(p))
	}
	return r.Draw(frame, benefitsBody(p))
}

func (f face) benefitCard(r *door.Request, c desk.OwnClaim, wrong bool, problems ui.Problems) benefitCard {
	l := r.Lang
	row := func(key string, values ...string) ui.Row { return ui.Row{Key: r.T(key), Values: values} }
	card := benefitCard{title: c.Run.Policy, action: "/benefits/" + strconv.FormatInt(c.Run.ID, 10)}
	card.rows = append(card.rows, row("citizen.benefit-amount", r.T("casepage.money", "amount", yuan(c.Amount))), row("citizen.benefit-state", r.T("citizen.benefit-state."+string(c.State))))
	if b := c.Policy; b != nil {
		card.title, card.about = b.Names().In(l), b.About().In(l)
		var basis []string
		for _, x := range b.Basis() {
			basis = append(basis, b.Book().SayCitation(l, x))
		}
		if b.Illustrative() {
			basis = append(basis, r.T("office.benefit-illustrative"))
		}
		card.rows = append(card.rows, row("citizen.benefit-basis", basis...))
	}
	if o, ok := f.desk.Office(c.Run.Office); ok {
		card.rows = append(card.rows, row("citizen.benefit-from", o.Name.In(l)))
	}
	if c.Account != "" {
		card.rows = append(card.rows, row("citizen.benefit-account-is", "…"+c.Account[max(0, len(c.Account)-4):]))
	}
	if c.Words != "" {
		card.rows = append(card.rows, row("citizen.benefit-said", c.Words))
	}
	if c.Reason != "" {
		card.rows = append(card.rows, row("citizen.benefit-reason", c.Reason))
	}
	for _, d := range c.May() {
		switch d {
		case benefit.Confirm:
			card.account = &ui.TextField{Name: benefitField("account", c.Run.ID), Label: r.T("citizen.benefit-account"), Hint: r.T("citizen.benefit-account-hint"), InputMode: "numeric", Width: 20, MaxLength: 40}
			if wrong {
				card.account.Value, card.account.Error = r.PostFormValue(card.account.Name), problems.Of(card.account.Name)
			}
		case benefit.Object:
			if !r.Now.Before(c.Run.Ends) {
				break
			}
			card.rows = append(card.rows, row("citizen.benefit-until", casepage.LastDay(l, c.Run.Ends.In(f.zone()))))
			card.words = &ui.TextArea{Name: benefitField("words", c.Run.ID), Label: r.T("citizen.benefit-words"), Rows: 3, MaxLength: 1000}
			if wrong {
				card.words.Value, card.words.Error = r.PostFormValue(card.words.Name), problems.Of(card.words.Name)
				card.correct = card.words.Error != ""
			}
		case benefit.Decline:
			card.decline = true
		}
	}
	return card
}

// answerBenefit confirms the account, objects or declines.
func (f face) answerBenefit(r *door.Request) error {
	run, err := strconv.ParseInt(r.PathValue("run"), 10, 64)
	if err != nil {
		return fail.New(fail.NotFound, "benefit.no-claim")
	}
	account, words := benefitField("account", run), benefitField("words", run)
	_, err = f.desk.AnswerBenefit(r.Context(), r.Person, run, benefit.Deed(r.PostFormValue("deed")), r.PostFormValue(account), r.PostFormValue(words))
	e := fail.As(err)
	switch {
	case err == nil:
		return r.Redirect("/benefits?done=1")
	case e.Kind == fail.Invalid && len(e.Fields) > 0:
		var problems ui.Problems
		for _, x := range e.Fields {
			problems = append(problems, ui.Problem{Field: benefitField(x.Path, run), Text: text.T(r.Lang, x.Key, x.Args)})
		}
		return f.drawBenefits(r, run, problems)
	case e.Kind == fail.Conflict:
		return f.drawBenefits(r, run, ui.Problems{{Text: text.Error(r.Lang, e)}})
	}
	return err
}
