package main

import (
	"fmt"
	"io/fs"
	"time"

	"atonce/internal/casework"
	"atonce/internal/journal"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/notify"
	"atonce/internal/pack"
	"atonce/internal/store"
)

// journalWrite is what filing a case writes: the act, the row that lists show with
// its indexes, the entry of the log with its hashes, the message to the applicant
// and the answer to the submission. All that is pure is done before, as the desk does.
func journalWrite(packs fs.FS) (benchWrite, error) {
	set, problems := pack.Load(packs)
	if len(problems) > 0 {
		return benchWrite{}, faulty(problems)
	}
	s, ok := set.Service(lifeService)
	if !ok {
		return benchWrite{}, fmt.Errorf("the packs have no %s", lifeService)
	}
	who := casework.Actor{ID: "person", Name: "林𠮷安", Roles: []casework.Role{casework.RoleApplicant}}
	answers := map[string]string{"operator": "林𠮷安", "identity": "330199199205171124", "phone": "13800000000", "residence": "晓溪县溪前路 2 号",
		"trade_name": "林家面包坊", "scope": "面包销售", "start_date": "2026-12-08", "area": "330199", "premises": "晓溪县溪前路 100 号", "held": "own", "delivery": "counter"}
	c := casework.Case{Service: s.ID(), Digest: s.Digest(), Procedure: s.Procedure(), Applicant: who.ID, Office: "office", Subject: "林家面包坊"}
	acts, _, err := casework.Apply(c, who, casework.Act{Verb: s.Procedure().Opens.Verb, Answers: answers}, time.Now())
	if err != nil {
		return benchWrite{}, err
	}
	if c, err = casework.Fold(c, acts...); err != nil {
		return benchWrite{}, err
	}
	kept, err := journal.Prepare(acts)
	if err != nil {
		return benchWrite{}, err
	}
	return benchWrite{write: func(tx *store.Tx, n int64) error {
		// Neighbouring writes are about cases of different offices, as in life.
		number := fmt.Sprintf("%c%c-2026-%06d", 'A'+rune(n%26), 'A'+rune(n/26%26), n)
		entries := make([]merkle.Entry, len(kept))
		for i, k := range kept {
			which, err := merkle.Commit(k.Salt, []byte(number))
			if err != nil {
				return err
			}
			payload, err := merkle.Commit(k.Salt, k.Body)
			if err != nil {
				return err
			}
			entries[i] = merkle.Entry{Kind: "act", Case: which, Seq: int64(k.Act.Seq), Payload: payload}
		}
		leaf, err := ledger.Append(tx, entries...)
		if err != nil {
			return err
		}
		h := journal.Header{Number: number, Service: s.ID(), Duty: s.Area(), Version: s.Version(), Digest: s.Digest(), Applicant: who.ID, Subject: c.Subject,
			Office: number[:2], Area: "330199"}
		if err := journal.Append(tx, h, c, kept, leaf); err != nil {
			return err
		}
		if err := notify.Queue(tx, notify.Message{Person: who.ID, Number: number, Seq: 1, Verb: string(kept[0].Act.Verb), At: kept[0].Act.At}); err != nil {
			return err
		}
		return journal.KeepSubmission(tx, who.ID, number, kept[0].Salt, journal.Answered{Number: number, Seq: 1})
	}}, nil
}
