package story

import (
	"slices"
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/clock"
	"atonce/internal/law"
	"atonce/internal/text"
)

func say(key string, args ...string) string { return text.S(text.EN, "story."+key, args...) }

// sentence says one act: what was done, where the case stands now, what became of
// its clocks, and what the desk is asked to do.
func sentence(was, next casework.Case, a casework.Act, effects []casework.Effect) string {
	parts := []string{done(next, a)}
	if m := a.Model; m != nil {
		parts = append(parts, rules(m))
	}
	if next.Stage != was.Stage {
		parts = append(parts, say("stage", "stage", next.Stage))
	}
	for _, f := range a.Sets {
		if !was.Flags[f] {
			parts = append(parts, say("flag-set", "flag", f))
		}
	}
	for _, f := range a.Clears {
		if was.Flags[f] {
			parts = append(parts, say("flag-cleared", "flag", f))
		}
	}
	parts = append(parts, clocks(was, next, a)...)
	if a.Visit {
		parts = append(parts, say("visit"))
	}
	for _, e := range effects {
		switch e := e.(type) {
		case casework.IssueLicence:
			if a.Verb == casework.Decide {
				parts = append(parts, say("licence", "kind", e.Kind))
			}
		case casework.Tell:
			if e.Act == a.Seq {
				parts = append(parts, say("told-"+string(e.To)))
			}
		}
	}
	return strings.Join(parts, "; ")
}

// rules says what the model of the permit said, and which of its rules decided.
func rules(m *casework.Model) string {
	switch {
	case m.Answer == "":
		return say("rules-silent", "model", m.ID)
	case m.Outcome == "":
		return say("rules-answer", "model", m.ID, "answer", m.Answer, "rules", orDash(strings.Join(m.Rules, ", ")))
	}
	return say("rules-propose", "model", m.ID, "outcome", m.Outcome, "rules", orDash(strings.Join(m.Rules, ", ")))
}

// done says the act itself.
func done(c casework.Case, a casework.Act) string {
	fields := make([]string, len(a.Gaps))
	for i, g := range a.Gaps {
		fields[i] = g.Field
	}
	key := "verb-" + string(a.Verb)
	switch {
	case a.Verb == casework.Accept && len(a.Gaps) > 0:
		key = "accept-tolerant"
	case a.Verb == casework.Link && a.Branch != "" && !ended(c, a):
		key = "branch-opened"
	case a.Verb == casework.Link && a.Branch != "":
		key = "branch-ended"
	case a.Verb == casework.Pause && a.Until.IsZero():
		key = "pause-open"
	}
	_, area, _ := strings.Cut(a.Digest, "@")
	s := say(key, "outcome", orDash(a.Outcome), "step", a.Step, "handler", a.Handler, "office", a.Office, "clock", a.Clock,
		"branch", a.Branch, "fields", strings.Join(fields, ", "), "until", day(c, a.Until), "stars", strings.Repeat("★", a.Stars),
		"ground", a.Ground, "basis", ground(c, a.Ground).String(), "area", orDash(area))
	switch {
	case a.Role == casework.RoleSystem && a.Clock != "":
		s = say("by-silence", "clock", a.Clock, "what", s, "basis", silence(c, a.Clock))
	case a.Role == casework.RoleSystem && a.Verb != casework.Link && a.Seq > 1:
		s = say("by-itself", "what", s)
	}
	return s
}

func ended(c casework.Case, a casework.Act) bool {
	return slices.ContainsFunc(c.Children, func(ch casework.Child) bool { return ch.Case == a.Case && ch.Ended })
}

// ground is the article a pause rests on.
func ground(c casework.Case, id string) law.Citation {
	for _, g := range c.Procedure.Grounds {
		if g.ID == id {
			return g.Basis
		}
	}
	return law.Citation{}
}

// silence is the article by which silence counts, or that it is made up.
func silence(c casework.Case, id string) string {
	if d, ok := c.Procedure.Clock(id); ok && d.Silence != nil && !d.Silence.Basis.IsZero() {
		return d.Silence.Basis.String()
	}
	return say("illustrative")
}

// clocks says which clocks started, stopped, stand still or fall due at another time.
func clocks(was, next casework.Case, a casework.Act) []string {
	var out []string
	for i, r := range next.Clocks {
		id := r.Run.Rule.ID
		switch {
		case i >= len(was.Clocks):
			out = append(out, due(next, r))
			if !r.Live() {
				out = append(out, say("clock-stopped", "clock", id))
			}
		case was.Clocks[i].Live() && !r.Live():
			key := "clock-stopped"
			if a.Clock == id {
				key = "clock-ran-out"
			} else if r.State(next.Procedure, a.At).Running == clock.MetLate {
				key = "clock-late"
			}
			out = append(out, say(key, "clock", id))
		case !was.Clocks[i].Paused() && r.Paused():
			out = append(out, say("clock-paused", "clock", id))
		case was.Clocks[i].Paused() && !r.Paused() || len(r.Run.Extended) > len(was.Clocks[i].Run.Extended):
			out = append(out, due(next, r))
		}
	}
	return out
}

// due says when a clock falls due by the promise and by law.
func due(c casework.Case, r casework.Running) string {
	promise, statutory := r.Promise(c.Procedure), r.Statutory(c.Procedure)
	key := "clock-due"
	switch {
	case statutory.At.IsZero():
		return say("clock-open", "clock", r.Run.Rule.ID)
	case !promise.At.Equal(statutory.At):
		key = "clock-due-law"
	}
	if promise.Provisional || statutory.Provisional {
		key += "-provisional"
	}
	return say(key, "clock", r.Run.Rule.ID, "due", minute(c, promise.At), "law", minute(c, statutory.At))
}

func minute(c casework.Case, t time.Time) string {
	return t.In(c.Procedure.Calendar.Zone()).Format("2006-01-02 15:04")
}

func day(c casework.Case, t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.In(c.Procedure.Calendar.Zone()).Format("2006-01-02")
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
