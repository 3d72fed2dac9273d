package store_test

import (
	"testing"

	"atonce/internal/store/storetest"
)

func TestSQLite(t *testing.T) { storetest.Run(t, storetest.SQLite) }
