package score

import (
	"testing"
)

func TestMIPEX(t *testing.T) {
	r, err := ReadResults(sharedFile(t, "mipex-2014-sample/scores_2014.csv"))
	if err != nil {
		t.Fatal(err)
	}
	t.Log(r.Checked, r.Agreeing, r.Grave(), len(r.Anomalies), len(r.Units), r.Notes)
	for i, a := range r.Anomalies {
		if i < 20 {
			t.Logf("%+v", a)
		}
	}
}
