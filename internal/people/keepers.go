package people

import "slices"

// The three keepers 三员: of the system, of its security, of its audit. Nobody is two of
// them: who opens doors does not also judge whether they should be open, and neither
// looks after the record of both.
const (
	SystemKeeper   = "system-keeper"   // 系统管理员: officials, posts, tokens of directories
	SecurityKeeper = "security-keeper" // 安全管理员: policies, sessions, who is slowed
	AuditKeeper    = "audit-keeper"    // 安全审计员: reads what the others did
)

// Keepers are the three.
var Keepers = []string{SystemKeeper, SecurityKeeper, AuditKeeper}

// TwoKeepers says whether posts make somebody two of the three keepers.
func TwoKeepers(posts []Post) bool {
	var seen []string
	for _, p := range posts {
		if slices.Contains(Keepers, p.Role) && !slices.Contains(seen, p.Role) {
			seen = append(seen, p.Role)
		}
	}
	return len(seen) > 1
}
