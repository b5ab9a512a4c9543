package desk

import (
	"net/url"
	"strconv"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/lang"
	"sextant/internal/place"
)

func init() { register("GET /desk/assessments", (*Desk).assessments) }

// linesOnPage is how many assessments one page lists.
const linesOnPage = 100

// assessmentsView is the list of assessments, by deadline and never by result.
type assessmentsView struct {
	Frame
	Filter app.AssessmentFilter
	Stages []account.Stage
	Dues   []app.DueFilter
	Lines  []lineView
	Total  int
	Chips  []filterChip
	Pages  []pageLink
}

type lineView struct {
	mineView
	Country lang.Text
	Ruler   Ruler
}

// filterChip is a ready-made filter with its count.
type filterChip struct {
	Key   string
	N     int
	Link  string
	Here  bool
	Amber bool
}

type pageLink struct {
	N    int
	Link string
	Here bool
}

// Ruler is the stages as seven ticks: past ones half, the one of now tall.
type Ruler struct{ Past, Now, Later string }

func rulerOf(step int) Ruler {
	var r Ruler
	for i := range account.Stages {
		x := strconv.Itoa(2 + 6*i)
		switch {
		case i+1 < step:
			r.Past += "M" + x + " 6v9"
		case i+1 == step:
			r.Now = "M" + x + " 1v14"
		default:
			r.Later += "M" + x + " 12v3"
		}
	}
	return r
}

func (d *Desk) assessments(a *ask) (answer, error) {
	f := app.AssessmentFilter{
		Text: a.value("q"), Stage: account.Stage(a.value("stage")), Due: app.DueFilter(a.value("due")), Mine: a.flag("mine"),
	}
	all, err := d.app.Assessments(a.Context(), a.who, app.AssessmentFilter{Text: f.Text, Stage: f.Stage})
	if err != nil {
		return answer{}, err
	}
	var lines []app.AssessmentLine
	for _, l := range all {
		if f.Fits(l, a.now) {
			lines = append(lines, l)
		}
	}
	v := assessmentsView{
		Frame: a.frame("desk.assessments"), Filter: f, Stages: account.Stages,
		Dues: []app.DueFilter{app.DueOver, app.DueWeek, app.DueMonth}, Total: len(lines),
	}
	v.Wide = true
	v.Chips = a.chips(f, all)
	page := max(1, int(a.number("page")))
	from := min((page-1)*linesOnPage, len(lines))
	for _, l := range lines[from:min(from+linesOnPage, len(lines))] {
		v.Lines = append(v.Lines, a.line(l))
		v.Demo = v.Demo || l.Demonstration
	}
	for n := 1; len(lines) > linesOnPage && (n-1)*linesOnPage < len(lines); n++ {
		q := a.URL.Query()
		q.Set("page", strconv.Itoa(n))
		v.Pages = append(v.Pages, pageLink{N: n, Link: assessmentsPath + "?" + q.Encode(), Here: n == page})
	}
	return a.page("assessments", &v)
}

func (a *ask) line(l app.AssessmentLine) lineView {
	v := lineView{mineView: a.mine(l)}
	v.Ruler = rulerOf(v.Step)
	if l.Level != place.Country {
		if c, ok := place.ByCode(place.Code(l.Country)); ok {
			v.Country = c.Name
		}
	}
	return v
}

// chips counts what the list would show by other deadlines.
func (a *ask) chips(f app.AssessmentFilter, lines []app.AssessmentLine) []filterChip {
	var over, week, waiting int
	for _, l := range lines {
		due := dueOf(l.Due, a.now)
		switch {
		case due.None || l.Stage == account.Published:
		case due.Late():
			over++
		case due.Days <= 7:
			week++
		}
		if l.Waiting > 0 {
			waiting++
		}
	}
	link := func(name, value string) string {
		q := url.Values{}
		for k, v := range map[string]string{"q": f.Text, "stage": string(f.Stage), name: value} {
			if k != "" && v != "" {
				q.Set(k, v)
			}
		}
		return assessmentsPath + "?" + q.Encode()
	}
	return []filterChip{
		{Key: "desk.chip_all", N: len(lines), Link: link("", ""), Here: f.Due == "" && !f.Mine},
		{Key: "desk.chip_over", N: over, Link: link("due", "over"), Here: f.Due == app.DueOver, Amber: over > 0},
		{Key: "desk.chip_week", N: week, Link: link("due", "week"), Here: f.Due == app.DueWeek},
		{Key: "desk.chip_mine", N: waiting, Link: link("mine", "1"), Here: f.Mine},
	}
}
