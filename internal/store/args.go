package store

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"time"
)

// bind turns an argument into what every engine takes: nil, int64, float64,
// string or []byte. A time becomes microseconds since 1970 in UTC, a bool 0 or
// 1; a nil pointer and a nil []byte become NULL.
func bind(arg any) (value, error) {
	switch a := arg.(type) {
	case nil, int64, string, float64:
		return a, nil
	case int:
		return int64(a), nil
	case []byte:
		if a == nil {
			return nil, nil
		}
		return a, nil
	case bool:
		if a {
			return int64(1), nil
		}
		return int64(0), nil
	case time.Time:
		return a.UnixMicro(), nil
	case driver.Valuer:
		if v := reflect.ValueOf(arg); v.Kind() == reflect.Pointer && v.IsNil() {
			return nil, nil
		}
		v, err := a.Value()
		if err != nil {
			return nil, err
		}
		if _, again := v.(driver.Valuer); again {
			return nil, fmt.Errorf("%T gives another Valuer", arg)
		}
		return bind(v)
	}
	v := reflect.ValueOf(arg)
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil, nil
		}
		return bind(v.Elem().Interface())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if n := v.Uint(); n <= 1<<63-1 {
			return int64(n), nil
		}
		return nil, fmt.Errorf("%v is too large for a BIGINT", arg)
	case reflect.Float32, reflect.Float64:
		return v.Float(), nil
	case reflect.String:
		return v.String(), nil
	case reflect.Bool:
		return bind(v.Bool())
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			if v.IsNil() {
				return nil, nil
			}
			return v.Bytes(), nil
		}
	case reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			b := make([]byte, v.Len())
			reflect.Copy(reflect.ValueOf(b), v)
			return b, nil
		}
	}
	return nil, fmt.Errorf("%T cannot be an argument", arg)
}
