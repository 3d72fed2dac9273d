package benefit

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"atonce/internal/fail"
)

// PaymentOrder 支付指令 is what a bank is asked to pay.
type PaymentOrder struct {
	Run    int64
	Number int // of the order within its run, from 1
	At     time.Time
	Total  int64 // minor units
	Lines  []PaymentLine
}

// PaymentLine is one payment of an order.
type PaymentLine struct {
	Subject, Account string
	Amount           int64 // minor units
}

// Result is what the bank answers of one payment.
type Result struct {
	Run     int64
	Subject string
	Amount  int64
	Paid    bool
	Words   string // why not
}

// Bank carries orders to whoever pays. What a bank's files look like is its own; File
// is the form this program writes by itself.
type Bank interface {
	// Write makes the order's file.
	Write(PaymentOrder) ([]byte, error)
	// Read reads the bank's answer. fail.Invalid names the line that cannot be read.
	Read([]byte) ([]Result, error)
}

// File is a bank that takes CSV: a line that says what the order holds together, then
// a line for each payment. The answer is the same with what became of each.
type File struct{}

const fileForm = "atonce-payment/1"

// Write makes the order's file.
func (File) Write(o PaymentOrder) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{fileForm, itoa(o.Run), strconv.Itoa(o.Number), o.At.Format(time.RFC3339), strconv.Itoa(len(o.Lines)), itoa(o.Total)}}
	for _, l := range o.Lines {
		rows = append(rows, []string{l.Subject, l.Account, itoa(l.Amount)})
	}
	err := w.WriteAll(rows)
	return b.Bytes(), fail.Wrap(err, "benefit: write order")
}

// mostAnswer bounds a bank's answer, in bytes.
const mostAnswer = 256 << 20

// Read reads the bank's answer: the order's first line, then subject, account, amount,
// "paid" or "failed", and why.
func (File) Read(b []byte) ([]Result, error) {
	if len(b) > mostAnswer {
		return nil, fail.New(fail.TooLarge, "benefit.answer-large")
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord = -1
	head, err := r.Read()
	bad := func(line int) error {
		return fail.New(fail.Invalid, "benefit.answer", "line", strconv.Itoa(line)).Because(err)
	}
	if err != nil || len(head) != 6 || head[0] != fileForm {
		return nil, bad(1)
	}
	run, err := strconv.ParseInt(head[1], 10, 64)
	if err != nil {
		return nil, bad(1)
	}
	rows, err := r.ReadAll()
	if err != nil {
		return nil, bad(2)
	}
	seen := map[string]bool{}
	var out []Result
	var sum int64
	for i, x := range rows {
		if len(x) != 5 || x[3] != "paid" && x[3] != "failed" || seen[x[0]] {
			return nil, bad(i + 2)
		}
		amount, err := strconv.ParseInt(x[2], 10, 64)
		if err != nil || amount <= 0 {
			return nil, bad(i + 2)
		}
		seen[x[0]], sum = true, sum+amount
		out = append(out, Result{run, x[0], amount, x[3] == "paid", x[4]})
	}
	if itoa(sum) != head[5] || strconv.Itoa(len(out)) != head[4] {
		return nil, fail.New(fail.Invalid, "benefit.answer-sum", "want", head[5], "have", itoa(sum))
	}
	return out, nil
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// DigestOf is the SHA-256 of a file, in hexadecimal.
func DigestOf(b []byte) string { h := sha256.Sum256(b); return hex.EncodeToString(h[:]) }

// Account says whether s can be the number of a bank account: 12 to 19 digits, and
// where it is a card of 16 digits or more, its last digit is right (ISO/IEC 7812-1, Luhn).
func Account(s string) bool {
	if len(s) < 12 || len(s) > 19 {
		return false
	}
	sum := 0
	for i := range len(s) {
		c := s[len(s)-1-i]
		if c < '0' || c > '9' {
			return false
		}
		n := int(c - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return len(s) < 16 || sum%10 == 0
}

// Masked is an account as it is shown: only its last four digits.
func Masked(account string) string {
	if len(account) < 4 {
		return account
	}
	return fmt.Sprintf("**** %s", account[len(account)-4:])
}

// Subjects are the people of an order that File wrote.
func Subjects(order []byte) (out []string, err error) {
	r := csv.NewReader(bytes.NewReader(order))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fail.New(fail.Internal, "fail.internal").Because(err)
	}
	for _, x := range rows[1:] {
		out = append(out, x[0])
	}
	return out, nil
}
