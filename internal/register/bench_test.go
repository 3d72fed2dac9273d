package register

import (
	"bytes"
	"context"
	"fmt"
	"testing"
)

// BenchmarkImport reads rows in the order of the key into an empty register; b.N is rows.
func BenchmarkImport(b *testing.B) {
	r, h := testBook(b, declared), openHouse(b)
	var file bytes.Buffer
	file.WriteString("code,name,home,pay\n")
	for i := range b.N {
		fmt.Fprintf(&file, "33019919920517%06d,样例%07d,,12.50\n", i, i)
	}
	b.ResetTimer()
	rep, err := Import(context.Background(), h.Store, r, bytes.NewReader(file.Bytes()), ImportOptions{Batch: 20000})
	if err != nil || rep.Added != b.N {
		b.Fatal(rep, err)
	}
}
