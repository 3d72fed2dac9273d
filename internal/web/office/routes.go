// Package office is the face 工作台 for officials: what is due, one case with
// everything that is known of it, and every verb the official may use as a form. It
// works by keyboard and without JavaScript. A file is named by the words in the
// address bar and the verb. What somebody may do is the kernel's to say.
package office

import (
	"net/url"

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
	add := func(method, path string, data door.Data, about string, serve func(*door.Request) error) {
		out = append(out, door.Route{Method: method, Path: path, Face: ui.Office, Who: door.Officials, Data: data, About: about, Serve: serve})
	}
	upload := func(method, path string, data door.Data, about string, serve func(*door.Request) error) {
		add(method, path, data, about, serve)
		out[len(out)-1].Most = formpage.MostBody
	}
	add("GET", "/office", door.CaseData, "what is due, sorted by due time", f.worklist)
	add("POST", "/office/batch", door.CaseData, "one act on many cases: what it would do, then doing it", f.batch)
	add("POST", "/office/batch/undo", door.CaseData, "give assigned cases back", f.batchUndo)
	add("POST", "/office/views", door.OwnData, "save or forget a list", f.viewSave)
	add("GET", visitsPath, door.CaseData, "who has booked a time at a counter to meet the office", f.visits)
	add("GET", "/office/keys", door.OwnData, "the keys, and where they are changed", f.keysHelp)
	add("POST", "/office/keys", door.OwnData, "change the keys or switch them off", f.keysSet)
	add("GET", "/office/cases/{number}", door.CaseData, "one case", f.caseFile)
	add("GET", "/office/cases/{number}/do/{verb}", door.CaseData, "the form of one verb", f.ask)
	add("GET", "/office/cases/{number}/do/{verb}/{step}", door.CaseData, "the form of one declared step", f.ask)
	upload("POST", "/office/cases/{number}/do/{verb}", door.CaseData, "do it, or preview it", f.do)
	upload("POST", "/office/cases/{number}/do/{verb}/{step}", door.CaseData, "record a declared step", f.do)
	add("GET", "/office/replies", door.OwnData, "what people are owed a word about", f.replies)
	add("GET", "/office/replies/{reply}", door.CaseData, "one reply that is owed", f.reply)
	add("POST", "/office/replies/{reply}", door.CaseData, "reply to a nudge, a delay or a low rating", f.answerReply)
	add("GET", "/office/cases/{number}/trace", door.CaseData, "everything that happened to it and around it", f.trace)
	add("GET", "/office/cases/{number}/print", door.CaseData, "the case to be printed", f.printed)
	add("GET", "/office/own", door.OwnData, "one's own work, deputies and quiet hours", f.own)
	add("POST", "/office/own/away", door.OwnData, "let a colleague stand in", f.goAway)
	add("POST", "/office/own/away/{absence}/end", door.OwnData, "be back before the time", f.comeBack)
	add("POST", "/office/own/quiet", door.OwnData, "the hours in which nothing is told", f.setQuiet)
	add("POST", "/office/lock", door.NoData, "lock the screen until a proof", f.lock)
	add("GET", "/office/keepers/system", door.NoData, "who holds which post, and reading the organisation in", f.keepSystem)
	upload("POST", "/office/keepers/system", door.NoData, "read the organisation in, or see what that would change", f.readOrganisation)
	add("GET", "/office/keepers/security", door.NoData, "what takes a fresh proof, and ending somebody's sessions", f.keepSecurity)
	add("POST", "/office/keepers/security", door.NoData, "end every session of an official", f.endSessions)
	add("GET", "/office/keepers/audit", door.NoData, "what the keepers did", f.keepAudit)
	add("GET", "/office/notices", door.CaseData, "cases whose time runs out, and notes that name one", f.notices)
	add("POST", "/office/notices/{notice}", door.CaseData, "say why a case is late", f.answerNotice)
	add("GET", "/office/cases/{number}/why", door.CaseData, "why it was decided so", f.why)
	add("GET", "/office/cases/{number}/why/{act}/receipt", door.CaseData, "the receipt of one decision", f.decisionFile)
	add("POST", "/office/cases/{number}/show", door.CaseData, "one case, with a sensitive answer shown", f.showAnswer)
	add("GET", "/office/cases/{number}/archive", door.CaseData, "what a package for the archives would hold", f.archive)
	add("POST", "/office/cases/{number}/archive", door.CaseData, "the package", f.archiveFile)
	add("GET", "/office/systems", door.NoData, "systems of other agencies, and what was refused to them", f.systems)
	add("POST", "/office/systems", door.NoData, "let a system in", f.makeSystem)
	add("POST", "/office/systems/{client}", door.NoData, "a new secret, another rate, or the end", f.changeSystem)
	add("GET", "/office/resources", door.NoData, "the ledger of digital resources, and what waits in it", f.resources)
	add("GET", "/office/resources/new", door.NoData, "the form of a new resource", f.newResource)
	add("POST", "/office/resources/new", door.NoData, "compare it with what is there, or propose it", f.proposeResource)
	add("POST", "/office/resources/request", door.NoData, "ask to use the chosen resources", f.requestResources)
	add("POST", "/office/resources/requests/{request}", door.NoData, "grant or refuse a request", f.answerRequest)
	add("GET", "/office/resources/{resource}", door.NoData, "one resource, what it rests on and what rests on it", f.resource)
	add("POST", "/office/resources/{resource}/do/{deed}", door.NoData, "use it, retire it, complete that or take it back", f.doResource)
	add("POST", "/office/resources/{resource}/answer/{dependent}", door.NoData, "what the owner of a dependent does about a retirement", f.answerRetirement)
	add("GET", "/office/start", door.NoData, "what an official may open", f.start)
	add("GET", "/office/start/{service}", door.OwnData, "the form that opens a case", f.startForm)
	upload("POST", "/office/start/{service}", door.OwnData, "open a case", f.open)
	add("GET", "/office/datasets", door.NoData, "the catalogue of data, the unpublished too", f.data)
	add("GET", "/office/data-lists/{list}", door.NoData, "the duties and the negative list of data", f.dataLists)
	add("GET", "/office/datasets/{dataset}", door.NoData, "one record of the catalogue, and what may be done to it", f.dataOne)
	add("POST", "/office/datasets/{dataset}/do", door.NoData, "put it forward, publish it, withdraw it", f.dataDo)
	add("GET", "/office/datasets/{dataset}/request", door.NoData, "the form that asks for its data", f.dataAsk)
	add("POST", "/office/datasets/{dataset}/request", door.NoData, "ask for its data", f.dataRequest)
	add("GET", dataRequestPath, door.NoData, "the form that asks for data that no catalogue lists", f.dataAsk)
	add("POST", dataRequestPath, door.NoData, "ask for data that no catalogue lists", f.dataRequest)
	add("GET", "/office/look-up", door.NoData, "the form of a look-up without a case: what for, and why", f.lookUpForm)
	add("POST", "/office/look-up", door.CaseData, "what a register says, recorded with the reason", f.lookUp)
	add("GET", "/office/grants", door.NoData, "what is granted to whom, and what is needed", f.grantList)
	add("GET", "/office/grants/{grant}", door.NoData, "one grant, and how it was used", f.grantOne)
	add("POST", "/office/grants/{grant}/cut", door.NoData, "end a grant at once", f.grantCut)
	add("POST", "/office/grants/need", door.NoData, "grant what a service needs", f.grantNeed)
	add("GET", "/office/exports", door.NoData, "what is taken out of registers in bulk, and what may be asked for", f.exports)
	add("GET", "/office/exports/new", door.NoData, "the form that asks for an export under one grant", f.exportForm)
	add("POST", "/office/exports", door.NoData, "ask for an export", f.exportAsk)
	add("GET", "/office/exports/{export}", door.NoData, "one export: what was asked for, and who answered", f.exportOne)
	add("POST", "/office/exports/{export}/answer", door.NoData, "approve or refuse it, as the second person", f.exportAnswer)
	add("POST", "/office/exports/{export}/file", door.CaseData, "take the file; everybody in it gets a look", f.exportFile)
	add("GET", "/office/mandates", door.CaseData, "mandates on signed paper at the official's counter", f.mandates)
	add("GET", "/office/mandates/new", door.NoData, "the form that records one", f.mandateForm)
	upload("POST", "/office/mandates", door.CaseData, "record one, with the scan of its paper", f.mandateRecord)
	add("GET", "/office/mandates/{mandate}", door.CaseData, "one of them, and what may be done to it", f.mandate)
	add("GET", "/office/mandates/{mandate}/file", door.CaseData, "the scan of its paper", f.mandateFile)
	add("POST", "/office/mandates/{mandate}/answer", door.CaseData, "confirm it or send it back, as the second person", f.mandateAnswer)
	add("POST", "/office/mandates/{mandate}/end", door.CaseData, "end it at once for who gave it", f.mandateEnd)
	add("GET", "/office/benefits", door.NoData, "policies that are paid without an application, and their runs", f.benefits)
	add("POST", "/office/benefits/{policy}", door.NoData, "try a policy over the whole register, or put it forward", f.benefitTry)
	add("GET", "/office/benefits/runs/{run}", door.CaseData, "one run: figures, objections, payments", f.benefitRun)
	add("POST", "/office/benefits/runs/{run}/approve", door.NoData, "sign it, as the second person", f.benefitApprove)
	add("POST", "/office/benefits/runs/{run}/order", door.CaseData, "the payment order, as the bank takes it", f.benefitOrder)
	upload("POST", "/office/benefits/runs/{run}/answer", door.CaseData, "what the bank answered", f.benefitAnswer)
	add("POST", "/office/benefits/runs/{run}/claims/{claim}", door.CaseData, "answer an objection, note a check, claim money back", f.benefitSettle)
	add("GET", "/office/packs", door.NoData, "which versions are in force", f.packs)
	add("GET", "/office/packs/{service}", door.NoData, "the versions of one service", f.pack)
	add("POST", "/office/packs/{service}/propose", door.NoData, "put the loaded version forward", f.propose)
	add("POST", "/office/packs/{service}/approve", door.NoData, "bring the proposed version into force", f.approve)
	add("GET", "/office/data/tickets", door.NoData, "faults in data that the official's offices answer for", f.tickets)
	add("GET", "/office/data/tickets/{ticket}", door.CaseData, "one of them, with the records it names", f.ticket)
	add("POST", "/office/data/tickets/{ticket}", door.CaseData, "answer it", f.answerTicket)
	add("GET", "/office/licences", door.NoData, "licences that the offices of the official issued, by number", f.licences)
	add("GET", "/office/licences/{number}", door.CaseData, "one licence, and what may be done to it", f.licence)
	add("POST", "/office/licences/{number}", door.CaseData, "change, suspend, resume, revoke it, or record its check", f.licenceDo)
	add("GET", "/office/papers", door.NoData, "ask for a paper that somebody brings", f.paperAsk)
	add("GET", "/office/papers/{mark}", door.CaseData, "the paper, to be held against its original", f.paper)
	add("GET", "/office/papers/{mark}/file", door.CaseData, "its file", f.paperFile)
	add("POST", "/office/papers/{mark}/matches", door.CaseData, "it matches the original", f.paperMatches)
	add("GET", "/office/matters", door.CaseData, "what people ask about their data", f.matters)
	add("GET", "/office/matters/{matter}", door.CaseData, "one of them", f.matter)
	add("POST", "/office/matters/{matter}", door.CaseData, "answer it", f.answerMatter)
	return out
}

func casePath(number string) string { return "/office/cases/" + url.PathEscape(number) }

func packPath(service string) string { return "/office/packs/" + url.PathEscape(service) }

func startPath(service string) string { return "/office/start/" + url.PathEscape(service) }
