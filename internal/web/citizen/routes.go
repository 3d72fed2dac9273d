// Package citizen is the face 办事 for people and firms, on a phone first: find,
// understand, apply, follow, receive. A file is named by the words in the address
// bar and the verb.
package citizen

import (
	"strings"

	"atonce/internal/desk"
	"atonce/internal/web/door"
	"atonce/internal/web/formpage"
	"atonce/internal/web/ui"
)

type face struct{ desk *desk.Desk }

// Routes is the site map of the face.
func Routes(d *desk.Desk) []door.Route {
	f := face{d}
	var out []door.Route
	add := func(method, path string, who door.Who, data door.Data, about string, serve func(*door.Request) error) {
		r := door.Route{Method: method, Path: path, Face: ui.Citizen, Who: who, Data: data, About: about, Serve: serve}
		if method == "POST" && (path == "/apply/{service}/{page}" || path == "/apply/{service}/materials/{material}" || path == "/papers") || path == "/cases/{number}/supplement" && method == "POST" {
			r.Most = formpage.MostBody
		}
		if method == "PATCH" {
			r.Most = mostPiece
		}
		r.ForOthers = data == door.OwnData && forOthers(path) || path == "/files/{id}"
		out = append(out, r)
	}
	// Find and understand.
	add("GET", "/{$}", door.Visitor, door.OwnData, "search, and what waits for you", f.home)
	add("GET", "/items/{service}", door.Anyone, door.NoData, "the guide of a service", f.guide)
	add("GET", "/items/{service}/can-i", door.Anyone, door.NoData, "a few questions before signing in", f.eligible)
	add("GET", "/find", door.Anyone, door.NoData, "the finders: a few questions that lead to a service", f.finders)
	add("GET", "/find/{finder}", door.Anyone, door.NoData, "the next question, or what fits", f.find)
	add("POST", "/looked-for", door.Anyone, door.NoData, "what nobody found", f.lookedFor)
	add("GET", "/lists", door.Anyone, door.NoData, "the four lists", f.lists)
	add("GET", "/lists/{list}", door.Anyone, door.NoData, "one list", f.list)
	add("GET", "/lists/{list}/{code}", door.Anyone, door.NoData, "one entry and its versions", f.entry)
	add("GET", "/laws", door.Anyone, door.NoData, "the laws that entries rest on", f.laws)
	add("GET", "/laws/{law}", door.Anyone, door.NoData, "the articles of a law that entries rest on", f.laws)
	add("GET", "/laws/{law}/{article}", door.Anyone, door.NoData, "what rests on an article", f.article)
	// Apply.
	add("GET", "/apply/{service}", door.SignedIn, door.OwnData, "where the application goes on", f.applyStart)
	add("GET", "/apply/{service}/answers", door.SignedIn, door.OwnData, "check the answers", f.answers)
	add("POST", "/apply/{service}/submit", door.SignedIn, door.OwnData, "submit", f.submit)
	add("POST", "/apply/{service}/delete", door.SignedIn, door.OwnData, "delete the draft", f.deleteDraft)
	add("GET", "/apply/{service}/tasks", door.SignedIn, door.OwnData, "the parts of the application, and how far each is", f.tasks)
	add("GET", "/apply/{service}/{page}", door.SignedIn, door.OwnData, "one page of questions", f.applyPage)
	add("POST", "/apply/{service}/{page}", door.SignedIn, door.OwnData, "keep the answers of a page", f.savePage)
	add("POST", "/uploads", door.SignedIn, door.OwnData, "begin to send a file in pieces", f.uploadBegin)
	add("HEAD", "/uploads/{upload}", door.SignedIn, door.OwnData, "how much of the file is here", f.uploadAt)
	add("PATCH", "/uploads/{upload}", door.SignedIn, door.OwnData, "the next piece of the file", f.uploadPiece)
	add("POST", "/apply/{service}/materials/{material}", door.SignedIn, door.OwnData, "send a paper instead of what no register gave, or say that what one gave is wrong", f.sendMaterial)
	// Follow.
	add("GET", "/cases", door.SignedIn, door.OwnData, "my cases", f.cases)
	add("GET", "/cases/{number}", door.SignedIn, door.OwnData, "where my case is", f.track)
	add("GET", "/cases/{number}/receipt", door.SignedIn, door.OwnData, "the receipt", f.receipt)
	add("GET", "/cases/{number}/receipt/pdf", door.SignedIn, door.OwnData, "the receipt as a PDF", f.receiptPDF)
	add("GET", "/cases/{number}/copy", door.SignedIn, door.OwnData, "begin anew with what was sent, or amend it?", f.copyAsk)
	add("POST", "/cases/{number}/copy", door.SignedIn, door.OwnData, "begin anew with what was sent, or amend it", f.copyCase)
	add("GET", "/cases/{number}/proof", door.SignedIn, door.OwnData, "what of my case is in the evidence log", f.proof)
	add("GET", "/cases/{number}/proof/receipt", door.SignedIn, door.OwnData, "the same as a file to keep", f.proofFile)
	add("GET", "/cases/{number}/appeal", door.SignedIn, door.OwnData, "what I may do against the decision", f.appeal)
	add("GET", "/cases/{number}/appeal/{remedy}", door.SignedIn, door.OwnData, "a draft to begin with", f.appealDraft)
	add("GET", "/cases/{number}/why", door.SignedIn, door.OwnData, "why it was decided so", f.why)
	add("GET", "/cases/{number}/why/{act}/receipt", door.SignedIn, door.OwnData, "the receipt of one decision", f.decisionFile)
	add("POST", "/cases/{number}/again", door.SignedIn, door.OwnData, "ask that a person look again", f.lookAgain)
	add("GET", "/cases/{number}/supplement", door.SignedIn, door.OwnData, "what is still missing", f.gaps)
	add("POST", "/cases/{number}/supplement", door.SignedIn, door.OwnData, "send what was missing", f.supplement)
	add("GET", "/cases/{number}/withdraw", door.SignedIn, door.OwnData, "withdraw?", f.withdrawAsk)
	add("POST", "/cases/{number}/withdraw", door.SignedIn, door.OwnData, "withdraw", f.withdraw)
	add("POST", "/cases/{number}/nudge", door.SignedIn, door.OwnData, "ask what is happening", f.nudge)
	add("POST", "/cases/{number}/rate", door.SignedIn, door.OwnData, "rate", f.rate)
	add("GET", "/files/{id}", door.SignedIn, door.CaseData, "a file of a draft or case", f.file)
	add("GET", "/inbox", door.SignedIn, door.OwnData, "messages", f.inbox)
	add("GET", "/data-use", door.Visitor, door.OwnData, "who looked at my data", f.dataUse)
	add("GET", "/data-use/{look}/question", door.SignedIn, door.OwnData, "ask why somebody looked", f.lookQuestion)
	add("POST", "/data-use/{look}/question", door.SignedIn, door.OwnData, "ask why somebody looked", f.questionLook)
	// Receive.
	add("GET", "/wallet", door.SignedIn, door.OwnData, "my licences", f.wallet)
	add("GET", "/licences/{number}", door.SignedIn, door.OwnData, "one licence", f.licence)
	add("GET", "/licences/{number}/show", door.SignedIn, door.OwnData, "show it to somebody for a minute", f.show)
	add("GET", "/licences/{number}/checks", door.SignedIn, door.OwnData, "who checked it", f.checks)
	add("GET", "/licences/{number}/pdf", door.SignedIn, door.OwnData, "the licence as a PDF", f.licencePDF)
	add("GET", "/wallet/{number}/credential", door.SignedIn, door.OwnData, "the licence as a signed file", f.credential)
	add("POST", "/wallet/{number}/key", door.SignedIn, door.OwnData, "bind the licence to the holder's key", f.bind)
	add("GET", "/verify/{mark}", door.Anyone, door.OwnData, "the public check of one licence", f.verify)
	add("GET", "/papers", door.SignedIn, door.OwnData, "my other papers", f.papers)
	add("GET", "/papers/new", door.SignedIn, door.NoData, "add a paper", f.paperAsk)
	add("POST", "/papers", door.SignedIn, door.OwnData, "keep a paper", f.paperKeep)
	add("GET", "/papers/{id}", door.SignedIn, door.OwnData, "one paper", f.paper)
	add("GET", "/papers/{id}/file", door.SignedIn, door.OwnData, "its file", f.paperFile)
	add("GET", "/papers/{id}/pdf", door.SignedIn, door.OwnData, "a sheet to print, with the watermark", f.paperPDF)
	add("POST", "/papers/{id}/delete", door.SignedIn, door.OwnData, "delete it", f.paperDrop)
	// Help.
	add("GET", "/accessibility", door.Anyone, door.NoData, "accessibility statement", f.accessibility)
	add("GET", "/counters", door.Anyone, door.NoData, "where to go in person, the nearest first", f.counters)
	add("GET", "/counters/{counter}", door.Anyone, door.NoData, "one counter: when it is open, and for what", f.counter)
	add("GET", "/appointments", door.SignedIn, door.OwnData, "reserve a time at a counter", f.appointments)
	add("POST", "/appointments", door.SignedIn, door.OwnData, "reserve a time at a counter", f.reserve)
	add("POST", "/appointments/drop", door.SignedIn, door.OwnData, "give a time back", f.giveBack)
	add("GET", "/feedback", door.Anyone, door.NoData, "complaints and suggestions", f.feedbackAsk)
	add("POST", "/feedback", door.Anyone, door.NoData, "complaints and suggestions", f.feedback)
	add("GET", "/account", door.SignedIn, door.OwnData, "who is signed in", f.account)
	add("GET", "/benefits", door.SignedIn, door.OwnData, "what I am due without an application", f.benefits)
	add("POST", "/benefits/{run}", door.SignedIn, door.OwnData, "confirm it, object, or decline", f.answerBenefit)
	add("POST", door.SignOutPath, door.SignedIn, door.NoData, "sign out", f.signOut)
	return out
}

// forOthers says where somebody acts in the place of whom they act for: on the way of an
// application, and in the wallet. Their messages and their account stay their own.
func forOthers(path string) bool {
	return strings.HasPrefix(path, "/apply/") || strings.HasPrefix(path, "/uploads") || path == "/cases" || strings.HasPrefix(path, "/cases/") || path == "/wallet" || strings.HasPrefix(path, "/licences/")
}
