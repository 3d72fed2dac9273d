package citizen

import (
	"atonce/internal/desk"
	"atonce/internal/reply"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// saidBeside puts on the tracker what the office said beside the course of the case, or
// owes: why it is late and until when, the answer to a nudge, the answer to a rating.
func (f face) saidBeside(r *door.Request, v desk.View, p *trackPage) error {
	os, err := f.desk.RepliesTo(r.Context(), r.Person, v.Case.Number)
	if err != nil {
		return err
	}
	z := v.Case.Procedure.Calendar.Zone()
	for _, o := range os {
		if o.Kind == reply.Late && !v.Case.Ended.IsZero() {
			continue // it is over: the delay needs no word any more
		}
		words := []string{r.T("citizen.reply-"+string(o.Kind), "time", ui.ShortMoment(r.Lang, o.Opened.In(z)))}
		switch {
		case o.Open():
			words = append(words, r.T("citizen.reply-owed", "office", v.Office.Name.In(r.Lang), "time", ui.Moment(r.Lang, o.Due.In(z))))
			if o.Kind == reply.Late {
				if law := casepage.LawDue(v); !law.IsZero() && law.After(r.Now) {
					words = append(words, r.T("citizen.reply-law", "time", ui.Moment(r.Lang, law.In(z))))
				}
			}
		default:
			words = append(words, r.T("citizen.reply-said", "office", v.Office.Name.In(r.Lang), "time", ui.ShortMoment(r.Lang, o.Answered.In(z)), "words", o.Answer))
			if !o.Until.IsZero() {
				words = append(words, r.T("citizen.reply-until", "time", ui.Moment(r.Lang, o.Until.In(z))))
			}
		}
		p.replies = append(p.replies, words)
	}
	return nil
}
