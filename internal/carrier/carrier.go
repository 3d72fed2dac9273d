// Package carrier takes letters to where people read them outside of this site: by mail,
// and through the service of somebody who sends text messages.
package carrier

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// Letter 信件 is what is carried: a few plain words without anything from a case.
type Letter struct {
	ID      string // the same each time it is tried, so that the other side drops a second one
	To      string // an address of mail, or the number of a telephone
	Subject string
	Text    string
	At      time.Time // when it is sent
}

// Carrier takes one letter to the other side. An error that Refused finds is final: the
// address takes nothing. After any other the same letter is tried again later.
type Carrier interface {
	Carry(ctx context.Context, l Letter) error
}

// refusal is an answer that another try would not change.
type refusal struct{ words string }

func (r refusal) Error() string { return "carrier: refused: " + r.words }

// Refused says that the other side will never take a letter at this address, and why.
func Refused(err error) (why string, ok bool) {
	var r refusal
	if errors.As(err, &r) {
		return r.words, true
	}
	return "", false
}

// mostReason bounds what is kept of another side's answer, in characters.
const mostReason = 200

// refused makes the final error from the words of another side, without what could spoil
// a page or a log.
func refused(code int, words string) error {
	return refusal{strings.TrimSpace(fmt.Sprintf("%d %s", code, plain(words)))}
}

func plain(words string) string {
	words = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(words, " "), func(r rune) bool { return r <= ' ' || r == 0x7f }), " ")
	if r := []rune(words); len(r) > mostReason {
		words = string(r[:mostReason])
	}
	return words
}

// secretOf reads a secret from a file, without the end of its line.
func secretOf(file string) (string, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("carrier: %w", err)
	}
	s := strings.TrimRight(string(b), "\r\n")
	if s == "" {
		return "", fmt.Errorf("carrier: %s is empty and should hold a secret", file)
	}
	return s, nil
}

// usualWait is how long the other side may take for one letter.
const usualWait = 20 * time.Second
