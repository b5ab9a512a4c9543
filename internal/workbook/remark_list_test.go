package workbook

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sextant/internal/assessment"
)

// The list holds the draft, the remarks that it was given and their replies;
// nothing of the answers in the making, no private source; and it does not come
// back.
func TestTheListOfRemarks(t *testing.T) {
	r, draft := consulted(t)
	r.do(assessment.Reply{Replied: assessment.Replied{Remark: "p-1", Outcome: assessment.Declined, Text: "=Not a norm."}})
	said := []assessment.Remark{r.s.Remarks["p-1"], r.s.Remarks["m-1"]}
	var one, two bytes.Buffer
	for _, b := range []*bytes.Buffer{&one, &two} {
		if err := WriteRemarkList(b, draft, r.s, said, RemarkOptions{Language: "en"}); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("the same state gives other bytes")
	}
	f, err := excelize.OpenReader(bytes.NewReader(one.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all strings.Builder
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			all.WriteString(strings.Join(row, "\n") + "\n")
		}
	}
	for _, want := range []string{"OTHERS-SAID", "Police", ministry, "Not a norm.", "scan.pdf", "https://example.org/annex", "As drafted", "Not accepted"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, never := range []string{"IN-THE-MAKING", "PRIVATE-SOURCE"} {
		if strings.Contains(all.String(), never) {
			t.Errorf("%q is in the list", never)
		}
	}
	if _, err := readRemarks(one.Bytes(), r.s); err == nil {
		t.Error("the list came back as remarks")
	}
	if err := WriteRemarkList(&one, r.s, r.s, said, RemarkOptions{}); err == nil {
		t.Error("another state passed for the draft")
	}
}
