package citizen

import "atonce/internal/web/door"

func (f face) licencePDF(r *door.Request) error { return nil }
