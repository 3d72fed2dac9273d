package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"atonce/internal/archive"
	"atonce/internal/casework"
	"atonce/internal/decision"
	"atonce/internal/desk"
	"atonce/internal/merkle"
	"atonce/internal/sign"
	"atonce/internal/web/casepage"

	"golang.org/x/mod/sumdb/note"
)

// benchArchives is how many packages are made and checked.
const benchArchives = 200

// leaseSize is the size of the one material of each case, in bytes.
const leaseSize = 200_000

// archives measures how fast ended cases are packed and packages are checked, one
// after the other: with a material, a licence and every proof.
func (c benchEvidenceCommand) archives(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp(c.Dir, "atonce-archives-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	keys, err := benchKeys()
	if err != nil {
		return err
	}
	h, err := open(ctx, dir, os.DirFS(c.Packs), time.Now, keys)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if err := h.furnish(ctx); err != nil {
		return err
	}
	l, err := newLife(ctx, h, "")
	if err != nil {
		return err
	}
	var numbers []string
	for range benchArchives {
		number, err := l.withLease(ctx)
		if err != nil {
			return err
		}
		numbers = append(numbers, number)
	}
	if _, err := h.desk.SignHead(ctx); err != nil {
		return err
	}
	trust := archive.Trust{Log: keys.Log.Trusted, Receipts: keys.Receipt.Trusted, Element: map[archive.Kind]func(archive.Element, []byte) error{
		archive.KindDecision: func(_ archive.Element, body []byte) error {
			_, err := decision.Check(body, keys.Log.Trusted...)
			return err
		}}}
	var made, checked []time.Duration
	size, fields := 0, 0
	for _, number := range numbers {
		began := time.Now()
		b, err := h.desk.Archive(ctx, l.people["wu-fang"], number, nil, casepage.Telling())
		if err != nil {
			return err
		}
		made = append(made, time.Since(began))
		began = time.Now()
		r := archive.Check(b, trust)
		checked = append(checked, time.Since(began))
		if !r.Good() {
			return fmt.Errorf("%s: its package is not good", number)
		}
		size, fields = len(b), len(r.Findings)
	}
	fmt.Printf("%d ended cases packed, one after the other: %s; a package has %d bytes\n", len(numbers), paceOf(made), size)
	fmt.Printf("and checked, %d fields each: %s\n", fields, paceOf(checked))
	return nil
}

// paceOf says how often a second, and the middle and the slowest hundredth.
func paceOf(took []time.Duration) string {
	all := time.Duration(0)
	for _, d := range took {
		all += d
	}
	slices.Sort(took)
	return fmt.Sprintf("%.0f/s, p50 %s, p99 %s", float64(len(took))/all.Seconds(), fine(took[len(took)/2]), fine(took[len(took)*99/100]))
}

// benchKeys sign the log and receipts for as long as a measurement lasts.
func benchKeys() (k desk.Keys, err error) {
	skey, _, err := note.GenerateKey(rand.Reader, "bench.invalid/log")
	if err != nil {
		return k, err
	}
	log, err := merkle.ParseLogKey(skey)
	if err != nil {
		return k, err
	}
	private, err := sign.Generate(sign.SM2)
	if err != nil {
		return k, err
	}
	own := sign.Key{Purpose: sign.Receipts, Issuer: developmentIssuer, Public: private.Public()}
	k.Log = desk.LogKeys{Sign: &log, Trusted: []string{log.Verifier}}
	k.Receipt = sign.Keys{Signer: private, Issuer: own.Issuer, Trusted: []sign.Key{own}}
	return k, nil
}

// withLease takes a case with one material through its life.
func (l *life) withLease(ctx context.Context) (string, error) {
	by := l.people["lin-jian"]
	lease := append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, leaseSize)...)
	rand.Read(lease[8:])
	file, err := l.desk.AddFile(ctx, by, "lease.png", lease)
	if err != nil {
		return "", err
	}
	answers := map[string]string{"premises_file": file.ID}
	for k, v := range l.body {
		answers[k] = v
	}
	answers["held"], answers["delivery"] = "rent", "electronic"
	got, err := l.desk.Submit(ctx, by, desk.Filing{Service: lifeService, Answers: answers, Submission: desk.NewSubmission()})
	for _, s := range l.steps {
		if err != nil {
			break
		}
		outcome, _ := s.act["outcome"].(string)
		_, err = l.desk.Act(ctx, l.people[s.by], desk.Doing{Number: got.Number, Act: casework.Act{Verb: casework.Verb(strings.TrimSpace(s.name)), Outcome: outcome}, Submission: desk.NewSubmission()})
	}
	return got.Number, err
}
