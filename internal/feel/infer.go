package feel

// typeOfKind is the simple type of a kind of values.
func typeOfKind(k Kind) *Type {
	switch k {
	case KindList:
		return TypeAnyList
	case KindContext:
		return TypeAnyContext
	case KindRange:
		return TypeAnyRange
	case KindFunction:
		return TypeAnyFunction
	case KindNull:
		return TypeNull
	}
	return simpleTypes[k.String()]
}

// join is the type of something that is either a or b. nil stands for nothing yet.
func join(a, b *Type) *Type {
	switch {
	case a == nil || a.Kind == TypeKindNull:
		return b.orAny()
	case b == nil || b.Kind == TypeKindNull:
		return a
	case a == b || Same(a, b):
		return a
	case a.Kind == TypeKindContext && b.Kind == TypeKindContext:
		// The names of both: the parser must know them all.
		t := &Type{Kind: TypeKindContext, Fields: append([]Field(nil), a.Fields...)}
		for _, f := range b.Fields {
			if a.Field(f.Name) == nil {
				t.Fields = append(t.Fields, Field{f.Name, f.Type})
			}
		}
		return t
	}
	return TypeAny
}

// arithmeticType is the type of x op y (DMN 1.5, tables 55 to 58), as far as known.
func arithmeticType(op Op, x, y *Type) *Type {
	a, b := x.Kind, y.Kind
	switch {
	case a == TypeKindAny || b == TypeKindAny:
		return TypeAny
	case a == TypeKindNumber && b == TypeKindNumber:
		return TypeNumber
	case a == TypeKindString && b == TypeKindString && op == OpAdd:
		return TypeString
	case op == OpMul && a == TypeKindNumber && isDuration(b):
		return y
	case (op == OpMul || op == OpDiv) && isDuration(a) && b == TypeKindNumber:
		return x
	case op == OpDiv && isDuration(a) && a == b:
		return TypeNumber
	case (op == OpAdd || op == OpSub) && isDuration(a) && a == b:
		return x
	case (op == OpAdd || op == OpSub) && isMoment(a) && isDuration(b):
		return x
	case op == OpAdd && isDuration(a) && isMoment(b):
		return y
	case op == OpSub && isMoment(a) && isMoment(b):
		return TypeDaysDuration
	}
	return TypeAny
}

func isDuration(k TypeKind) bool { return k == TypeKindDaysDuration || k == TypeKindMonthsDuration }

func isMoment(k TypeKind) bool {
	return k == TypeKindDate || k == TypeKindTime || k == TypeKindDateTime
}

// callType is the type of the result of a call, as far as known.
func callType(c *Call) *Type {
	if t := c.Fn.Type(); t.Kind == TypeKindFunction {
		if n, ok := c.Fn.(*Name); ok {
			if b := builtinByName(n.Name); b != nil && b.result != nil && t == TypeAnyFunction {
				return b.result
			}
		}
		return t.Result.orAny()
	}
	return TypeAny
}

var (
	dateFields = []Field{{"year", TypeNumber}, {"month", TypeNumber}, {"day", TypeNumber}, {"weekday", TypeNumber}}
	timeFields = []Field{{"hour", TypeNumber}, {"minute", TypeNumber}, {"second", TypeNumber},
		{"time offset", TypeDaysDuration}, {"timezone", TypeString}}
	dateTimeFields = append(append([]Field{}, dateFields...), timeFields...)
	daysFields     = []Field{{"days", TypeNumber}, {"hours", TypeNumber}, {"minutes", TypeNumber}, {"seconds", TypeNumber}}
	monthsFields   = []Field{{"years", TypeNumber}, {"months", TypeNumber}}
	// anyFields are the properties whose names the parser could not put together itself.
	anyFields = []Field{{"time offset", TypeDaysDuration}, {"start included", TypeBool}, {"end included", TypeBool}}
)

// fieldsOfValue are the properties that values of the type have (DMN 1.5, table 65).
func (t *Type) fieldsOfValue() []Field {
	switch t.kind() {
	case TypeKindContext:
		return t.Fields
	case TypeKindDate:
		return dateFields
	case TypeKindTime:
		return timeFields
	case TypeKindDateTime:
		return dateTimeFields
	case TypeKindDaysDuration:
		return daysFields
	case TypeKindMonthsDuration:
		return monthsFields
	case TypeKindRange:
		e := t.Elem.orAny()
		return []Field{{"start", e}, {"end", e}, {"start included", TypeBool}, {"end included", TypeBool}}
	case TypeKindAny:
		if t != nil && len(t.Fields) > 0 {
			return t.Fields
		}
		return anyFields
	}
	return nil
}
