package citizen

import (
	"time"

	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// zone is the time zone of the packs in force; without any, Coordinated Universal Time.
func (f face) zone() *time.Location {
	for _, s := range f.desk.Services() {
		return s.Procedure().Calendar.Zone()
	}
	return time.UTC
}

// accessibility says honestly what is done and what is not.
func (f face) accessibility(r *door.Request) error {
	return r.Draw(r.Frame(r.T("citizen.accessibility")), proseBody(r.T("citizen.accessibility"), []string{r.T("citizen.accessibility-1"), r.T("citizen.accessibility-2"), r.T("citizen.accessibility-3")}))
}

// feedbackAsk takes complaints and suggestions from anybody.
func (f face) feedbackAsk(r *door.Request) error {
	return r.Draw(r.Frame(r.T("citizen.feedback")), feedbackBody(ui.Problems(nil), ""))
}

func (f face) feedback(r *door.Request) error {
	words := r.FormValue("words")
	if err := f.desk.Suggest(r.Context(), "feedback", words); err != nil {
		return f.again(r, err, words)
	}
	return r.Draw(r.Frame(r.T("citizen.thanks")), proseBody(r.T("citizen.thanks"), []string{r.T("citizen.thanks-feedback")}))
}

func (f face) again(r *door.Request, err error, words string) error {
	problems := ui.ProblemsOf(r.Lang, err)
	if len(problems) == 0 {
		return err
	}
	return r.DrawAgain(r.Frame(r.T("citizen.feedback")), feedbackBody(problems, words))
}

// lookedFor keeps what somebody searched for in vain, so that the words can be mended.
func (f face) lookedFor(r *door.Request) error {
	words := r.FormValue("words")
	if words == "" {
		words = r.FormValue("q")
	}
	if err := f.desk.Suggest(r.Context(), "search", words); err != nil {
		return err
	}
	return r.Draw(r.Frame(r.T("citizen.thanks")), proseBody(r.T("citizen.thanks"), []string{r.T("citizen.thanks-search")}))
}
