// Command prove asks Tessera's client library to believe a log: it proves that every
// entry is included and that the log only grew since an older checkpoint, and checks
// the cosignature of a witness with the library that the witnesses of others use.
// It knows nothing of the program whose log it is.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"os"
	"strings"

	f_log "github.com/transparency-dev/formats/log"
	f_note "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/client"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	at := flag.String("url", "", "address of the log")
	key := flag.String("key", "", "verifier key of the log")
	old := flag.String("old", "", "file with an older checkpoint")
	witness := flag.String("witness", "", "verifier key of a witness that must have cosigned; empty asks for none")
	flag.Parse()
	if err := prove(context.Background(), *at, *key, *old, *witness); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func prove(ctx context.Context, at, key, oldFile, witness string) error {
	u, err := url.Parse(at)
	if err != nil {
		return err
	}
	src, err := client.NewHTTPFetcher(u, nil)
	if err != nil {
		return err
	}
	v, err := f_note.NewVerifier(key)
	if err != nil {
		return err
	}
	head, raw, _, err := client.FetchCheckpoint(ctx, src.ReadCheckpoint, v, v.Name())
	if err != nil {
		return err
	}
	pb, err := client.NewProofBuilder(ctx, head.Size, src.ReadTile)
	if err != nil {
		return err
	}
	for i := range head.Size {
		b, err := client.GetEntryBundle(ctx, src.ReadEntryBundle, i/256, head.Size)
		if err != nil {
			return err
		}
		p, err := pb.InclusionProof(ctx, i)
		if err != nil {
			return err
		}
		leaf := rfc6962.DefaultHasher.HashLeaf(b.Entries[i%256])
		if err := proof.VerifyInclusion(rfc6962.DefaultHasher, i, head.Size, leaf, p, head.Hash); err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
	}
	if err := consistent(ctx, pb, oldFile, v, head); err != nil {
		return err
	}
	if witness != "" {
		w, err := f_note.NewVerifierForCosignatureV1(witness)
		if err != nil {
			return err
		}
		n, err := note.Open(raw, note.VerifierList(w))
		if err != nil {
			return fmt.Errorf("cosignature: %w", err)
		}
		seen, err := f_note.CoSigV1Timestamp(n.Sigs[0])
		if err != nil {
			return err
		}
		fmt.Println("cosigned by", w.Name(), "at", seen.UTC())
	}
	fmt.Printf("proved: %d entries included, consistent with the older head\n", head.Size)
	return nil
}

func consistent(ctx context.Context, pb *client.ProofBuilder, file string, v note.Verifier, head *f_log.Checkpoint) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	was, _, _, err := f_log.ParseCheckpoint(b, strings.SplitN(string(b), "\n", 2)[0], v)
	if err != nil {
		return fmt.Errorf("older head: %w", err)
	}
	p, err := pb.ConsistencyProof(ctx, was.Size, head.Size)
	if err != nil {
		return err
	}
	if err := proof.VerifyConsistency(rfc6962.DefaultHasher, was.Size, head.Size, p, was.Hash, head.Hash); err != nil {
		return fmt.Errorf("from %d to %d entries: %w", was.Size, head.Size, err)
	}
	return nil
}
