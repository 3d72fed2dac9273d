package search

import "testing"

func TestAgesBecomeTimesOfALife(t *testing.T) {
	for q, want := range map[string]string{"85岁": "高龄老人", "八十三岁补贴": "高龄老人补贴", "六十多岁": "退休老人", "快六十了": "快退休", "55岁": "快退休", "六岁上学": "小孩上学", "十二周岁": "小孩", "30岁": "", "店不想开了": "店不做了", "公司不再经营了": "公司不做了", "一百": "一百"} {
		if got := staged(q); got != want {
			t.Errorf("%q becomes %q, want %q", q, got, want)
		}
	}
}
