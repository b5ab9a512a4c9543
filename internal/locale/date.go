package locale

import (
	"strconv"
	"time"
)

// Date writes the day of t, in the zone that t carries: "5 September 2024".
func (p *Printer) Date(t time.Time) string {
	pattern := "date.day_month_year"
	if t.Day() == 1 {
		pattern = "date.first_month_year" // 1er septembre, 1º de setembro
	}
	return p.T(pattern,
		"day", t.Day(),
		"month", p.T("date.month_"+strconv.Itoa(int(t.Month()))),
		"year", t.Year())
}

// DateTime writes day, hour and minute of t with the name of its zone, because
// readers sit in many: "5 September 2024, 14:30 UTC".
func (p *Printer) DateTime(t time.Time) string {
	return p.T("date.date_time", "date", p.Date(t), "time", t.Format("15:04"), "zone", t.Format("MST"))
}

// Month writes a date that may be known to the year, the month or the day:
// "2024", "2024-09", "2024-09-05". What is none of these is written as it
// stands.
func (p *Printer) Month(date string) string {
	if t, err := time.Parse(time.DateOnly, date); err == nil {
		return p.Date(t)
	}
	t, err := time.Parse("2006-01", date)
	if err != nil {
		return date
	}
	return p.T("date.month_year", "month", p.MonthName(t.Month()), "year", t.Year())
}

// MonthName is a month as it stands alone, in a list or before a year: in
// Russian the nominative.
func (p *Printer) MonthName(m time.Month) string {
	return p.T("date.month_standalone_" + strconv.Itoa(int(m)))
}

// Relative writes the day of t as seen from now: today, yesterday, tomorrow,
// so many days ago or ahead within thirty days, else the date. Both are read
// in the zone of now.
func (p *Printer) Relative(t, now time.Time) string {
	t = t.In(now.Location())
	switch days := dayNumber(t) - dayNumber(now); {
	case days == 0:
		return p.T("date.today")
	case days == -1:
		return p.T("date.yesterday")
	case days == 1:
		return p.T("date.tomorrow")
	case days < 0 && days >= -30:
		return p.N("date.days_ago", -days)
	case days > 0 && days <= 30:
		return p.N("date.in_days", days)
	}
	return p.Date(t)
}

// dayNumber counts calendar days, so that a day of 23 or 25 hours is one day.
func dayNumber(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}
